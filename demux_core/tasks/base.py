"""What a task answers for: its data, its labels, its model and its scores."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from demux_core.tasks.columns import Column
from demux_core.tasks.margins import Measures
from demux_core.tasks.metric import Metric
from demux_core.tasks.model_inputs import Example, Tokenization

if TYPE_CHECKING:
    import pandas as pd
    from torch import Tensor


class Task(ABC):
    """One kind of task. A task has no state: a copy, such as a pickled one, is the same task.

    Attributes:
        name: what files, the database and the command line call it.
        title: what pages call it.
        description: what its models do, as a noun: "sorting texts into classes".
        columns: its canonical columns, besides the id, language and group that every dataset has.
        label_column: the column that annotation fills.
        lone_column: the column that a file's only column is, whatever its name; None where there is no such.
        head_class: how the names of its transformers models end, such as ``ForTokenClassification``.
        pooled_head: whether the head sees one vector a text; else it sees every token.
        fixed_outputs: names of the head's outputs; empty where they are the labels of the data.
        measures: names of its uncertainty measures; the first is the paper's and the default.
        scoring_version: raised whenever the same predictions would score otherwise than before.
        offers_entities: whether people may name kinds of entity in place of labels.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    label_column: ClassVar[str]
    lone_column: ClassVar[str | None] = None
    head_class: ClassVar[str]
    pooled_head: ClassVar[bool] = False
    fixed_outputs: ClassVar[tuple[str, ...]] = ()
    measures: ClassVar[tuple[str, ...]]
    scoring_version: ClassVar[int] = 1
    offers_entities: ClassVar[bool] = False

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    # Content

    @abstractmethod
    def parse(self, values: "Mapping[str, pd.Series[Any]]", index: "pd.Index[int]") -> dict[str, list[Any]]:
        """The canonical columns, checked.

        Args:
            values: canonical column -> the file's values; optional ones may be absent.
            index: of the rows, which errors count from 1.

        Raises:
            InputError: a value breaks a rule; with the row.
        """

    @abstractmethod
    def content_keys(self, frame: "pd.DataFrame") -> list[str]:
        """One string a row, equal where the content is; NUL joins its parts, because no text may hold it."""

    @abstractmethod
    def texts(self, frame: "pd.DataFrame") -> list[str]:
        """One string a row to show."""

    def language_texts(self, frame: "pd.DataFrame") -> list[str]:
        """One string a row to guess the language from."""
        return self.texts(frame)

    def word_counts(self, frame: "pd.DataFrame") -> list[int]:
        """How many words each row has."""
        return [len(text.split()) for text in self.texts(frame)]

    def words(self, frame: "pd.DataFrame") -> list[list[str]] | None:
        """The words of each row, where the task labels words; else None."""
        return None

    def notes(self, frame: "pd.DataFrame") -> list[str]:
        """What is odd about checked content, for people."""
        return []

    # Labels

    @property
    def has_label_set(self) -> bool:
        """Whether labels are names from a set, which the data or the project lists."""
        return not self.fixed_outputs

    @abstractmethod
    def names_in(self, label: Any) -> Sequence[str]:
        """The names of the label set that one label holds; none where it is a label of another task."""

    def label_set(self, frame: "pd.DataFrame") -> list[str]:
        """The sorted names that the labels of a frame hold."""
        labels = frame[self.label_column].dropna()
        return sorted({name for label in labels for name in self.names_in(label)})

    def complete_label_set(self, names: Collection[str]) -> list[str]:
        """The names that annotators choose from, given those that occur."""
        return sorted(names)

    def typed_names(self, names: Collection[str]) -> list[str]:
        """What people type to have these names in a project's own label set."""
        return list(names)

    @property
    def no_label(self) -> Any:
        """What the label column holds in a row without a label."""
        return None

    @abstractmethod
    def check_label(self, row: "pd.Series[Any]", label: Any) -> None:
        """Refuse an annotator's label that a row cannot have.

        Raises:
            InputError: with the rule.
        """

    def stored_label(self, label: Any) -> Any:
        """An annotator's label as the label column holds it."""
        return label

    @abstractmethod
    def label_text(self, label: Any) -> str:
        """A label of the label column as one string."""

    def label_summary(self, label: Any) -> str:
        """A label of the label column in a word or two, for a map."""
        return self.label_text(label)

    def same_label(self, label: Any, other: Any) -> bool:
        """Whether two labels of the label column agree."""
        return bool(label == other)

    # Model

    @abstractmethod
    def examples(
        self, frame: "pd.DataFrame", rows: Sequence[int], tokenization: Tokenization
    ) -> list[Example]:
        """Tokenize the rows of ``frame`` in their order; ``rows`` says their positions in the dataset."""

    @abstractmethod
    def target(self, example: Example, label: Any, classes: Mapping[str, int]) -> Any:
        """What the head should say of an example whose row has ``label``; ``classes`` numbers its outputs."""

    @abstractmethod
    def loss(self, scores: "Tensor", examples: Sequence[Example], targets: Sequence[Any]) -> "Tensor":
        """The mean loss of a batch: scores (b, outputs) of a pooled head, else (b, tokens, outputs)."""

    def own_scores(self, output: Any) -> "Tensor | None":
        """The scores in the output of a transformers model with a head of its own."""
        scores: Tensor | None = output.get("logits")
        return scores

    def embedded_positions(self, example: Example) -> list[int] | None:
        """The tokens whose states are averaged to an example's vector; None for the model's own pooling."""
        return None

    def scored_positions(self, example: Example) -> list[int] | None:
        """The tokens whose scores count; None where the head sees one vector a text."""
        return None

    @abstractmethod
    def uncertainty(
        self, scores: Sequence[NDArray[np.float32]], examples_per_row: NDArray[np.int64]
    ) -> Measures:
        """Every one of ``measures``, (n,) float32 each, higher = more uncertain.

        Args:
            scores: of each example, row after row: (outputs,), or (positions, outputs).
            examples_per_row: (n,) examples of each row.
        """

    @abstractmethod
    def decode(
        self,
        frame: "pd.DataFrame",
        examples: Sequence[Example],
        scores: Sequence[NDArray[np.float32]],
        outputs: Sequence[str],
    ) -> list[Any]:
        """One prediction for each row that has examples, in the order in which the rows come first.

        Args:
            frame: of the dataset, whose rows the examples name.
            examples: model inputs.
            scores: of each example, at its ``scored_positions``.
            outputs: names of the head's outputs.
        """

    # Scores

    def gold(self, frame: "pd.DataFrame") -> list[Any]:
        """What a prediction is compared with, one each a row."""
        return list(frame[self.label_column])

    @abstractmethod
    def metric(self, label_set: Sequence[str]) -> Metric:
        """How predictions for data with these labels are scored."""
