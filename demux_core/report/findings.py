"""All that a report says, gathered once; the writers of HTML and PowerPoint add nothing to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from demux_core.base.errors import InputError
from demux_core.base.languages import UNKNOWN
from demux_core.modelling.presentation import languages_of, words_of
from demux_core.report.answers import Recommendation
from demux_core.report.appendix import Section, appendix
from demux_core.report.cost import Cost, cost_of
from demux_core.report.data_section import DataSection, data_section, setting_sentences
from demux_core.report.evidence import Evidence, expectation_of, gather_evidence
from demux_core.report.first_page import Answer, Choice, first_page
from demux_core.report.heading import Heading, make_heading
from demux_core.report.limits import Limits, gather_limits, unavailable_sentences
from demux_core.report.pictures import CoverageSection, ForecastSection, coverage_section, forecast_section
from demux_core.report.reading import ExperimentReading
from demux_core.report.recommendation import Refusals, expected, recommend
from demux_core.report.request import ReportRequest
from demux_core.report.selection_section import SelectionSection, selection_section
from demux_core.strategies import RANDOM, STRATEGIES
from demux_core.strategies.display import in_order, strategy_title, usual_strategies
from demux_core.workflows.limits import project_constraints
from demux_core.workflows.prices import project_prices
from demux_core.workflows.selection import (
    Choose,
    SelectionPlan,
    labelled_rows,
    select_for_project,
    usual_budget,
)
from demux_core.workspace.prepared import PreparedProject, open_prepared, unmet_need
from demux_core.workspace.project import Project


@dataclass(frozen=True, eq=False)
class Findings:
    """A project's findings at a budget.

    Args:
        heading: title, day and question.
        budget: number of texts to label.
        answer: the recommendation.
        first_page: what it means, in the order in which people ask.
        data: the target language and the files.
        selection: the chosen texts, their languages and places on the map.
        evidence: the experiment behind the answer.
        coverage: how much of the target sample the texts cover; None where that is not known.
        forecast: how the score is expected to go on; None without an experiment.
        cost: what the labels cost; None without prices.
        limits: what could be wrong.
        appendix: every setting.
    """

    heading: Heading
    budget: int
    answer: Recommendation
    first_page: tuple[Answer, ...]
    data: DataSection
    selection: SelectionSection
    evidence: Evidence
    coverage: CoverageSection | None
    forecast: ForecastSection | None
    cost: Cost | None
    limits: Limits
    appendix: tuple[Section, ...]

    def with_heading(self, title: str, prepared_for: str) -> "Findings":
        """Return the findings with another title and reader; empty texts leave them as they are."""
        return replace(self, heading=self.heading.changed(title, prepared_for))


def gather_findings(
    project: Project,
    request: ReportRequest | None = None,
    prepared: PreparedProject | None = None,
    choose: Choose = select_for_project,
) -> Findings:
    """Gather what the report says.

    Args:
        project: is prepared.
        request: budget, strategies, experiment and so on; all of them follow from the project unless given.
        prepared: the prepared project, if it is open already.
        choose: chooses by a plan.

    Raises:
        InputError: the project is not prepared, has no such experiment, a strategy cannot choose here, or
            fewer texts than the budget are left without a label.
    """
    request = request or ReportRequest()
    prepared = prepared or open_prepared(project)
    labelled, limits = labelled_rows(project, prepared), project_constraints(project, prepared)
    left = len(prepared.source) - len({*labelled, *limits.excluded})
    evidence, budget = _evidence_and_budget(project, request, left)
    reading = evidence.reading
    refusals = {name: unmet_need(name, prepared) for name in STRATEGIES}
    names = _compared(request.strategies, reading, available_strategies(prepared))
    answer = _answer(project, prepared, evidence, refusals, budget)
    plan = SelectionPlan(budget, request.seed, labelled, request.like, constraints=limits)
    ordered = dict.fromkeys([answer.strategy, *_best(answer, names), *names])
    chosen = {name: choose(prepared, name, plan) for name in ordered}
    data = data_section(project, prepared, reading)
    guessed = data.guessed or UNKNOWN in (prepared.source.languages or [])
    languages = {name: languages_of(prepared.source, picked.rows) for name, picked in chosen.items()}
    words = {strategy_title(name): words_of(prepared.source, picked.rows) for name, picked in chosen.items()}
    cost = cost_of(project, {strategy_title(name): codes for name, codes in languages.items()}, words)
    doubts = gather_limits(project, prepared, evidence, answer, budget, guessed)
    choice = Choice(languages[answer.strategy], limits, project_prices(project).currency)
    setting = setting_sentences(project, prepared, data.target)
    return Findings(
        heading=make_heading(project, request, _question(plan, left, data.target), setting),
        budget=budget,
        answer=answer,
        first_page=first_page(answer, choice, cost, doubts),
        data=data,
        selection=selection_section(prepared, chosen),
        evidence=evidence,
        coverage=coverage_section(prepared, list(chosen), plan, choose),
        forecast=None if reading is None else forecast_section(reading, answer.strategy, left),
        cost=cost,
        limits=Limits(doubts, tuple(unavailable_sentences(refusals))),
        appendix=appendix(project, prepared, in_order(chosen), plan, reading),
    )


def available_strategies(prepared: PreparedProject) -> list[str]:
    """Return the strategies that can choose from the pool; GOLD chooses from other data."""
    return [
        name
        for name, strategy in STRATEGIES.items()
        if not strategy.uses_gold and unmet_need(name, prepared) is None
    ]


def _answer(
    project: Project, prepared: PreparedProject, evidence: Evidence, refusals: Refusals, budget: int
) -> Recommendation:
    if evidence.reading is not None:
        return recommend(evidence.reading, refusals, budget)
    able = [name for name, reason in refusals.items() if reason is None]
    advice = expectation_of(project, prepared, budget)
    return expected(advice, able, budget, evidence.missing)


def _best(answer: Recommendation, names: Sequence[str]) -> list[str]:
    """The strategy to compare the answer with first: the one that did best."""
    best = None if answer.decision is None else answer.decision.best
    return [name for name in names if name == best]


def _evidence_and_budget(project: Project, request: ReportRequest, left: int) -> tuple[Evidence, int]:
    evidence = gather_evidence(project, request.experiment, request.budget)
    if request.budget is not None:
        return evidence, request.budget
    usual = usual_budget(left)
    measured = evidence.reading.budget if evidence.reading else usual
    return evidence, usual if measured > left else measured


def _compared(
    requested: Sequence[str], reading: ExperimentReading | None, available: Sequence[str]
) -> list[str]:
    """The strategies to compare, in their usual order, RANDOM among them."""
    if lacking := [name for name in requested if name not in available]:
        raise InputError(
            f"strategies must be among those that can choose here ({', '.join(available)}), got "
            f"{', '.join(lacking)}; leave them out"
        )
    wanted = requested or (usual_strategies() if reading is None else [*reading.means])
    return in_order({RANDOM, *(name for name in wanted if name in available)})


def _question(plan: SelectionPlan, left: int, target: str) -> str:
    unlabelled = " unlabelled" if plan.labelled else ""
    return (
        f"Which {plan.budget:,} of {left:,}{unlabelled} texts should people label to improve the model on "
        f"{target}?"
    )
