import json
from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from demux_core.experiments.cells import Cell, CellRecord
from demux_core.explain.costs import Prices
from demux_core.strategies import STRATEGIES
from demux_core.tasks import TASKS
from demux_core.workflows.expectations import run_expectation
from demux_core.workspace import open_store, records
from demux_core.workspace.prepared import open_prepared, prepared_key
from demux_core.workspace.project import open_project, put_setting
from demux_core.workspace.project_files import put_file
from demux_core.workspace.saved_selections import list_saved, open_saved
from tests.helpers.fabricated_project import GOLD, POOL, SENTENCES, annotatable_project, prepared_project
from tests.helpers.fabricated_report import findings_of

Visit = Callable[..., AppTest]
POINTS = 0  # the table of the chosen points is the first one


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption])


def cost_table(app: AppTest) -> pd.DataFrame:
    return next(table.value for table in app.dataframe if "Cost" in table.value or "Work" in table.value)


def chosen(app: AppTest) -> list[str]:
    return [
        toggle.key.removeprefix("use_") for toggle in app.toggle if toggle.key[:4] == "use_" and toggle.value
    ]


def figure(app: AppTest, place: int = 0) -> dict:
    return json.loads(app.get("plotly_chart")[place].proto.spec)


def test_the_usual_strategies_are_chosen_and_their_mix_sentences_and_points_are_shown(visit: Visit) -> None:
    prepared_project()
    app = visit("selection")
    assert chosen(app) == ["knn_uncertainty", "random", "egalitarian"]
    assert figure(app)["layout"]["yaxis"]["categoryarray"] == [
        "Target sample (8)",
        "EGALITARIAN (12)",
        "RANDOM (12)",
        "KNN-UNCERTAINTY (12)",
        "Source pool (60)",
    ]
    assert "of EGALITARIAN's 12 texts" in text_of(app)
    table = app.dataframe[POINTS].value
    assert table["rank"].tolist() == list(range(1, 13))
    assert set(table["language"]) <= {"Hindi", "English", "Urdu"}
    assert table["nearest_target_text"].str.startswith("नमस्कार").all()
    assert table["reason"].str.contains("nearest to “नमस्कार").all()


def test_questions_are_listed_with_the_beginning_of_their_context_and_saved_with_all_of_it(
    visit: Visit,
) -> None:
    context = "The clinic opens at nine and closes at five. " * 5
    lines = [json.dumps({"question": f"Question {i}?", "context": context, "lang": "en"}) for i in range(3)]
    project = annotatable_project("\n".join(lines), ".jsonl", lines[0])
    app = visit("selection", budget="2", strategy=["random"])
    assert app.dataframe[POINTS].value["text"].str.contains(r"^Question \d\? — followed by: The .*…$").all()
    app.button(key="keep").click().run()
    texts = open_saved(list_saved(project)[0])["text"]
    assert texts.str.endswith(context).all()


def test_words_are_compared_where_they_have_labels(visit: Visit) -> None:
    annotatable_project(SENTENCES, ".jsonl", SENTENCES)
    app = visit("selection")
    app.toggle(key="use_token_nn").set_value(True).run()
    table = app.dataframe[POINTS].value
    assert not app.exception
    assert not app.warning
    reasons = table.loc[table["strategy"] == "TOKEN-NN", "reason"]
    assert reasons.str.contains("its words are near to words of the target").all()


def test_a_strategy_that_compares_words_is_offered_only_where_words_have_labels(visit: Visit) -> None:
    prepared_project()
    app = visit("selection")
    assert "use_token_nn" not in [toggle.key for toggle in app.toggle]


def test_every_strategy_says_what_it_does(visit: Visit) -> None:
    prepared_project()
    app = visit("selection")
    assert all(
        strategy.summary in app.toggle(key=f"use_{name}").help
        for name, strategy in STRATEGIES.items()
        if strategy.suits(TASKS["sequence"])
    )
    assert "Needs: target sample, fine-tuned model." in app.toggle(key="use_knn_uncertainty").help


def test_random_is_always_part_of_the_comparison(visit: Visit) -> None:
    prepared_project()
    app = visit("selection", strategy=["average_dist"])
    assert chosen(app) == ["average_dist", "random"]
    assert app.toggle(key="use_random").disabled
    app.toggle(key="use_average_dist").set_value(False).run()
    assert chosen(app) == ["random"]
    assert set(app.dataframe[POINTS].value["reason"]) == {"drawn at random (seed 42)"}


def test_the_address_sets_strategies_budget_and_seed_and_follows_them(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", strategy=["random"], budget="5", seed="7")
    assert len(app.dataframe[POINTS].value) == 5
    app.number_input(key="budget").set_value(9).run()
    assert len(app.dataframe[POINTS].value) == 9
    app.toggle(key="use_egalitarian").set_value(True).run()
    assert app.query_params == {
        "project": project.slug,
        "strategy": ["random", "egalitarian"],
        "budget": "9",
        "seed": "7",
    }


def test_choices_are_kept_from_page_to_page(visit: Visit) -> None:
    prepared_project()
    app = visit("selection", strategy=["average_dist"])
    app.number_input(key="budget").set_value(3).run()
    app.switch_page("pages/data.py").run()
    app.switch_page("pages/selection.py").run()
    assert chosen(app) == ["average_dist", "random"]
    assert app.number_input(key="budget").value == 3


@pytest.mark.parametrize("page", ["map", "report"])
def test_what_other_pages_do_not_show_stays_chosen(visit: Visit, page: str) -> None:
    prepared_project(gold=True)
    app = visit("selection", strategy=["litmus", "gold"], budget="5")
    app.switch_page(f"pages/{page}.py").run()
    assert app.multiselect[0].value == ["random"]
    app.multiselect[0].set_value(["random", "egalitarian"]).run()
    assert not app.exception
    app.switch_page("pages/selection.py").run()
    assert chosen(app) == ["random", "egalitarian", "litmus", "gold"]


@pytest.mark.parametrize(
    "address",
    [
        {"strategy": ["nonsense"]},
        {"budget": "-3"},
        {"budget": "999999"},
        {"seed": "x"},
        {"seed": "9" * 5_000},
    ],
)
def test_a_senseless_address_does_no_harm(visit: Visit, address: dict[str, str]) -> None:
    prepared_project()
    assert not visit("selection", **address).exception


def test_strategies_that_cannot_run_are_shown_with_the_reason(visit: Visit) -> None:
    prepared_project(uncertain=False)
    app = visit("selection")
    assert chosen(app) == ["average_dist", "random", "egalitarian"]
    assert app.toggle(key="use_knn_uncertainty").disabled
    assert text_of(app).count("Cannot run here: the model has no task head") == 3


def test_every_strategy_can_be_compared_when_there_is_labelled_target_data(visit: Visit) -> None:
    prepared_project(gold=True)
    app = visit("selection", strategy=list(STRATEGIES), budget="12")
    assert not app.warning
    of_texts = [name for name, strategy in STRATEGIES.items() if "words" not in strategy.needs]
    assert sorted(chosen(app)) == sorted(of_texts)
    assert "GOLD (12)" in figure(app)["layout"]["yaxis"]["categoryarray"]


def test_labelled_target_data_that_is_not_encoded_says_what_to_do(visit: Visit) -> None:
    project = prepared_project()
    assert "add it on the Data page" in text_of(visit("selection"))
    put_file(project, "gold", "gold.csv", GOLD.encode())
    assert "prepare the project again" in text_of(visit("selection"))


def test_a_budget_that_labelled_target_data_cannot_give_is_one_warning(visit: Visit) -> None:
    prepared_project(gold=True)
    app = visit("selection", strategy=["gold"], budget="13")
    assert "at most the 12 unlabelled rows" in app.warning[0].value
    assert len(app.dataframe[POINTS].value) == 13


def test_same_distribution_follows_the_strategy_that_is_chosen_for_it(visit: Visit) -> None:
    prepared_project()
    app = visit("selection", strategy=["same_distribution"])
    app.selectbox(key="like").set_value("egalitarian").run()
    app.segmented_control(key="table_random_same_distribution").set_value("same_distribution").run()
    assert app.dataframe[POINTS].value["reason"].str.contains("as many as EGALITARIAN chose").all()
    app.switch_page("pages/data.py").run()
    app.switch_page("pages/selection.py").run()
    assert app.selectbox(key="like").value == "egalitarian"


def test_litmus_takes_numbers_per_language_that_are_there_again_on_the_next_visit(visit: Visit) -> None:
    key = f"allocation_{prepared_key(prepared_project())[:12]}"
    app = visit("selection", strategy=["litmus"], budget="10")
    assert "add up to" not in text_of(app)
    app.session_state[key] = {"edited_rows": {0: {"points": 0}}, "added_rows": [], "deleted_rows": []}
    app.run()
    assert "They add up to 6 and are scaled to the budget of 10." in text_of(app)
    app.switch_page("pages/data.py").run()
    app.switch_page("pages/selection.py").run()
    app.segmented_control(key="table_random_litmus").set_value("litmus").run()
    points = next(table.value for table in app.dataframe if "reason" in table.value)
    assert set(points["language"]) == {"English", "Urdu"}


def test_labelled_rows_are_left_out_and_the_page_says_so(visit: Visit) -> None:
    project = prepared_project()
    ids = list(open_prepared(project).source.ids)[:50]
    records.add_labels(open_store(), project.id, "a", [(name, "greet") for name in ids])
    app = visit("selection", budget="999")
    assert "10 texts of the pool; 50 of its 60 are already labelled and left out" in text_of(app)
    assert app.number_input(key="budget").value == 10
    assert not set(ids) & set(app.dataframe[POINTS].value["id"])


def test_the_mix_can_be_read_in_numbers(visit: Visit) -> None:
    prepared_project()
    app = visit("selection")
    app.segmented_control(key="mix_measure").set_value("rows").run()
    assert figure(app)["layout"]["xaxis"]["tickformat"] == ","
    assert "Source pool (60)" not in figure(app)["layout"]["yaxis"]["categoryarray"]


def test_the_mix_over_rounds_is_shown_for_experiments_with_several(visit: Visit) -> None:
    project = prepared_project()
    experiment = records.open_experiment(open_store(), project.id, "five rounds", {"rounds": 2})
    for number, languages in ((1, {"hi": 4}), (2, {"en": 4})):
        record = CellRecord(Cell("random", 2, number, 4 * number), {}, languages=languages)
        records.finish_cell(open_store(), experiment.id, record.cell.name, record.to_json())
    app = visit("selection")
    assert len(app.get("plotly_chart")) == 3  # with that of coverage
    said = "RANDOM shifts towards English: 0% of its texts in round 1, 100% in round 2"
    assert said in text_of(app).replace("\\", "")


def test_the_points_can_be_downloaded(visit: Visit) -> None:
    prepared_project()
    labels = [button.label for button in visit("selection").get("download_button")]
    assert labels == ["Download CSV", "Download Excel", "Download JSONL", "Download Parquet"]


def test_a_selection_is_kept_listed_and_removed(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", budget="5", seed="7")
    app.button(key="keep").click().run()
    (kept,) = list_saved(project)
    assert (kept.strategy, kept.budget, kept.seed) == ("knn_uncertainty", 5, 7)
    assert "**KNN\\-UNCERTAINTY** · 5 texts" in text_of(app)
    assert "**Saved:** KNN\\-UNCERTAINTY, 5 texts. **Next:**" in text_of(app)
    assert [button.label for button in app.get("download_button")][4:] == ["CSV", "Excel", "JSONL", "Parquet"]
    app.button(key=f"remove_{kept.id}").click().run()
    assert list_saved(project) == []
    assert "None yet" in text_of(app)


def test_after_saving_the_next_step_is_to_annotate_just_that_selection(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", budget="5")
    app.button(key="keep").click().run()
    app.button(key="annotate_saved").click().run()
    assert not app.exception
    assert open_project(project.slug).settings["annotated_selection"] == list_saved(project)[0].id


def test_a_kept_selection_whose_file_is_gone_can_still_be_removed(visit: Visit, workspace) -> None:
    project = prepared_project()
    app = visit("selection", budget="5")
    app.button(key="keep").click().run()
    for path in (workspace / "artifacts").glob("*.parquet"):
        if path.stem in list_saved(project)[0].artifact:
            path.unlink()
    from streamlit import cache_data

    cache_data.clear()
    app.run()
    assert "save it again" in text_of(app).replace("\\", "")
    app.button(key=f"remove_{list_saved(project)[0].id}").click().run()
    assert list_saved(project) == []


def test_prices_are_kept_with_the_project_and_every_strategy_s_cost_is_shown(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", strategy=["random"], budget="10")
    assert "Enter a price or the minutes per label" in text_of(app)
    key = f"prices_{project.slug}_{prepared_key(project)[:8]}"
    app.number_input(key=f"{key}_price").set_value(0.5).run()
    app.number_input(key=f"{key}_minutes").set_value(3.0).run()
    expected = ["RANDOM", 10, "5 EUR", "30 minutes"]
    assert cost_table(app).drop(columns="Words").iloc[0].tolist()[:4] == expected
    assert cost_table(app)["500 EUR buys"][0] == "all 10 texts, and about 990 more"
    assert open_project(project.slug).settings["prices"]["price"] == 0.5
    again = visit("selection", strategy=["random"], budget="10")
    assert cost_table(again).drop(columns="Words").iloc[0].tolist()[:4] == expected


def test_prices_are_asked_for_the_languages_of_the_pool(visit: Visit) -> None:
    prepared_project(gold=True)  # in Nepali
    (prices,) = [table.value for table in visit("selection").dataframe if "minutes" in table.value]
    assert prices["language"].tolist() == ["Hindi", "English", "Urdu"]


def test_an_amount_buys_the_first_texts_and_a_price_of_a_word_counts_their_words(visit: Visit) -> None:
    project = put_setting(prepared_project(), "prices", Prices("EUR", 1.0, per_word=True).to_json())
    app = visit("selection", strategy=["random"], budget="10")
    row = cost_table(app).iloc[0]
    assert row["Cost"] == f"{row['Words']} EUR"
    key = f"prices_{project.slug}_{prepared_key(project)[:8]}"
    assert app.number_input(key=f"{key}_price").label == "Price per word"
    app.number_input(key="amount").set_value(7.0).run()
    assert cost_table(app)["7 EUR buys"][0].startswith("the first ")


def test_work_is_said_as_the_report_says_it(visit: Visit) -> None:
    project = put_setting(prepared_project(), "prices", Prices(minutes=0.25).to_json())
    app = visit("selection", strategy=["random"], budget="10")
    cost = findings_of(project, budget=10, strategies=("random",)).cost
    assert cost_table(app).iloc[0]["Work"] == cost.table["Work"].iloc[-1] == "2 minutes"


def test_languages_without_a_price_are_named(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", strategy=["egalitarian"], budget="12")
    table = f"prices_{project.slug}_{prepared_key(project)[:8]}_table"
    app.session_state[table] = {"edited_rows": {0: {"price": 2.0}}, "added_rows": [], "deleted_rows": []}
    app.run()
    row = cost_table(app).iloc[-1]
    assert (row["Cost"], row["Work"]) == ("8 EUR +", "not known")
    assert row["Without a price"] == "8 texts: English, Urdu"
    assert "Without minutes" not in row
    assert open_project(project.slug).settings["prices"]["by_language"] == {"hi": 2.0}


def test_languages_without_minutes_are_named_and_the_plus_is_explained(visit: Visit) -> None:
    project = prepared_project()
    put_setting(project, "prices", Prices(price=1.0, minutes_by_language={"hi": 6.0}).to_json())
    app = visit("selection", strategy=["egalitarian"], budget="12")
    row = cost_table(app).iloc[-1]
    assert (row["Cost"], row["Work"]) == ("12", "24 minutes +")
    assert row["Without minutes"] == "8 texts: English, Urdu"
    assert "Without a price" not in row
    assert "without a price or without minutes" in text_of(app)


def test_prices_of_languages_that_the_pool_has_not_stay_when_the_page_is_opened(visit: Visit) -> None:
    project = prepared_project()
    prices = Prices(by_language={"hi": 1.0, "ta": 2.0}, minutes_by_language={"ta": 3.0}).to_json()
    put_setting(project, "prices", prices)
    app = visit("selection")
    assert open_project(project.slug).settings["prices"] == prices
    app.number_input(key=f"prices_{project.slug}_{prepared_key(project)[:8]}_price").set_value(0.5).run()
    assert open_project(project.slug).settings["prices"] == {**prices, "price": 0.5}


def test_prices_that_somebody_else_gave_meanwhile_stay_and_are_shown_on_the_next_visit(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection", strategy=["egalitarian"], budget="12")
    app.number_input(key=f"prices_{project.slug}_{prepared_key(project)[:8]}_price").set_value(0.5).run()
    app.switch_page("pages/map.py").run()
    theirs = Prices(price=1.0, by_language={"hi": 2.0}).to_json()
    put_setting(project, "prices", theirs)
    app.switch_page("pages/selection.py").run()
    assert not app.exception
    assert open_project(project.slug).settings["prices"] == theirs
    assert next(field for field in app.number_input if field.label == "Price per label").value == 1.0
    table = next(table.value for table in app.dataframe if "code" in table.value)
    assert table.set_index("code")["price"].dropna().to_dict() == {"hi": 2.0}
    assert cost_table(app).iloc[-1]["Cost"] == "16"


def test_a_price_is_added_to_those_that_somebody_else_gives_at_the_same_time(visit: Visit) -> None:
    project = prepared_project()
    key = f"prices_{project.slug}_{prepared_key(project)[:8]}"
    app = visit("selection", strategy=["egalitarian"], budget="12")
    app.session_state[f"{key}_table"] = {
        "edited_rows": {0: {"price": 9.0}, 1: {"price": 3.0}}, "added_rows": [], "deleted_rows": []
    }  # fmt: skip
    app.run()
    put_setting(project, "prices", Prices(price=1.0, by_language={"hi": 2.0, "en": 3.0}).to_json())
    app.number_input(key=f"{key}_minutes").set_value(6.0).run()
    assert not app.exception
    kept = Prices(price=1.0, minutes=6.0, by_language={"hi": 2.0, "en": 3.0})
    assert open_project(project.slug).settings["prices"] == kept.to_json()
    row = cost_table(app).iloc[-1]
    assert (row["Strategy"], row["Texts"], row["Cost"], row["Work"]) == (
        "EGALITARIAN",
        12,
        "24",
        "72 minutes",
    )


def test_limits_are_kept_for_the_project_and_all_strategies_but_gold_choose_within_them(visit: Visit) -> None:
    project = prepared_project()
    app = visit("selection")
    app.session_state["limits"] = True  # the popover is open
    app.run()
    key = f"limits_{project.slug}_{open_prepared(project).key[:8]}"
    assert app.number_input(key=f"{key}_spend").disabled
    app.session_state[f"{key}_table"] = {
        "edited_rows": {0: {"cap": 3}, 1: {"spoken": False}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    assert not app.exception
    kept = open_project(project.slug).settings["limits"]
    languages = open_prepared(project).source.languages
    first, second = sorted(set(languages), key=lambda code: (-languages.count(code), code))[:2]
    assert kept["caps"] == {first: 3}
    assert second not in kept["languages"]
    again = visit("selection")
    assert "Within your limits: only " in text_of(again)
    assert len(again.dataframe[POINTS].value) == 12
    again.button(key="keep").click().run()
    assert list_saved(project)[0].options["limits"] == kept


def test_points_are_split_over_the_languages_of_a_target_sample_that_has_several(visit: Visit) -> None:
    sample = "text,lang\n" + "".join(f"{code} text {i},{code}\n" for i in range(4) for code in ("ne", "sw"))
    project = annotatable_project(POOL, ".csv", sample)
    app = visit("selection")
    app.session_state["limits"] = True  # the popover is open
    app.run()
    split = f"limits_{project.slug}_{open_prepared(project).key[:8]}_split"
    app.segmented_control(key=split).set_value("Least covered first").run()
    assert not app.exception
    assert open_project(project.slug).settings["limits"] == {"fair_targets": True}
    assert "Within your limits: the least covered target language first." in text_of(app)


def test_what_limits_change_in_the_coverage_of_the_shown_points_is_said(visit: Visit) -> None:
    project = prepared_project()
    assert "What your limits change" not in text_of(visit("selection"))
    put_setting(project, "limits", {"languages": ["ur"]})
    app = visit("selection")
    app.number_input(key="budget").set_value(5).run()
    assert "What your limits change for KNN\\-UNCERTAINTY.** Within your limits, " in text_of(app)


def test_limits_that_cannot_be_met_are_one_message(visit: Visit) -> None:
    project = prepared_project()
    put_setting(project, "limits", {"languages": ["hi"], "caps": {"hi": 3}})
    app = visit("selection")
    assert [warning.value for warning in app.warning] == [
        "KNN-UNCERTAINTY, RANDOM, EGALITARIAN: budget must be at most the 3 texts that the caps leave, got "
        "12, 9 too many; lower it or raise them"
    ]


def test_the_strategy_that_the_preflight_proposes_is_marked(visit: Visit) -> None:
    project = prepared_project()
    assert "proposed for this project" not in text_of(visit("selection"))
    advice = run_expectation(project.slug)
    title = STRATEGIES[advice["strategy"]].title
    captions = [each.value for each in visit("selection").caption]
    assert [each for each in captions if "proposed for this project" in each] == [
        f"{title} · :green[proposed for this project]"
    ]
