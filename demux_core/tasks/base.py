"""The interface of a task: its data, labels, model and scores."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.tasks.columns import Column
from demux_core.tasks.margins import Measures
from demux_core.tasks.metric import Metric
from demux_core.tasks.model_inputs import Example, Tokenization
from demux_core.tasks.spans import Span

if TYPE_CHECKING:
    import pandas as pd
    from torch import Tensor


class Task(ABC):
    """One kind of task. Tasks have no state: a copy, such as a pickled one, equals the original.

    Attributes:
        name: in files, the database and the command line.
        title: on pages.
        description: what its models do, as a noun: "sorting texts into classes".
        columns: its canonical columns, in addition to id, language and group, which every dataset has.
        stand_ins: columns of files from which a required column is made where it is missing; they never
            show the task of a file.
        label_column: the column that annotation fills.
        lone_column: the canonical column that a file's only column becomes, whatever its name; None for none.
        head_class: the suffix of its transformers model classes, such as ``ForTokenClassification``.
        pooled_head: whether the head sees one vector per text; otherwise it sees every token.
        labels_words: whether every word has a label; then an encoding has a vector for every word.
        fixed_outputs: names of the head's outputs; empty where the labels of the data are the outputs.
        measures: names of its uncertainty measures; the first is the paper's and the default.
        scoring_version: raised whenever the same predictions would get different scores than before.
        annotation_widget: the widget in which people label a point: "choose label", "tag words" or
            "mark answer".
        offers_entities: whether people may name entity types instead of labels.
        marked_text: which of ``shown_texts`` a label is about; spans count its characters.
        marks_spans: whether people mark spans of that text; otherwise a label is about all of it.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    stand_ins: ClassVar[tuple[Column, ...]] = ()
    label_column: ClassVar[str]
    lone_column: ClassVar[str | None] = None
    head_class: ClassVar[str]
    pooled_head: ClassVar[bool] = False
    labels_words: ClassVar[bool] = False
    fixed_outputs: ClassVar[tuple[str, ...]] = ()
    measures: ClassVar[tuple[str, ...]]
    scoring_version: ClassVar[int] = 1
    annotation_widget: ClassVar[str]
    offers_entities: ClassVar[bool] = False
    marked_text: ClassVar[str] = "text"
    marks_spans: ClassVar[bool] = False

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    # Content

    @abstractmethod
    def parse(self, values: "Mapping[str, pd.Series[Any]]", index: "pd.Index[int]") -> dict[str, list[Any]]:
        """Convert a file's values to checked canonical columns.

        Args:
            values: canonical column -> the file's values; optional columns may be absent.
            index: of the rows; errors count them from 1.

        Raises:
            InputError: a value breaks a rule; the message names its row.
        """

    @abstractmethod
    def content_keys(self, frame: "pd.DataFrame") -> list[str]:
        """Return one string per row, equal where the content is; NUL, which no text may hold, joins parts."""

    @abstractmethod
    def texts(self, frame: "pd.DataFrame") -> list[str]:
        """Return one string per row, for display."""

    def language_texts(self, frame: "pd.DataFrame") -> list[str]:
        """Return one string per row, from which its language is guessed."""
        return self.texts(frame)

    def word_counts(self, frame: "pd.DataFrame") -> list[int]:
        """Count the words of each row."""
        return [len(text.split()) for text in self.texts(frame)]

    def notes(self, frame: "pd.DataFrame") -> list[str]:
        """Say for people what is unusual about checked content."""
        return []

    # Labels

    @property
    def has_label_set(self) -> bool:
        """Whether labels are names from a set that the data or the project defines."""
        return not self.fixed_outputs

    @abstractmethod
    def names_in(self, label: Any) -> Sequence[str]:
        """Return the names from the label set in one label; none if it is a label of another task."""

    def label_of(self, names: Sequence[str]) -> Any:
        """Return the label with these names, the opposite of ``names_in``; for tasks with a label set."""
        raise TypeError(f"labels of {self.name} are not made of names")

    def label_set(self, frame: "pd.DataFrame") -> list[str]:
        """Return the sorted names in the labels of a frame."""
        labels = frame[self.label_column].dropna()
        return sorted({name for label in labels for name in self.names_in(label)})

    def complete_label_set(self, names: Collection[str]) -> list[str]:
        """Complete the names that occur to the label set that annotators choose from."""
        return sorted(names)

    def typed_names(self, names: Collection[str]) -> list[str]:
        """Return what people type to define these names as a project's label set."""
        return list(names)

    @property
    def no_label(self) -> Any:
        """The value of the label column in a row without a label."""
        return None

    @abstractmethod
    def check_label(self, row: "pd.Series[Any]", label: Any) -> None:
        """Refuse an annotator's label that does not fit the row.

        Raises:
            InputError: the message states the rule.
        """

    def stored_label(self, label: Any) -> Any:
        """Convert an annotator's label to the form of the label column."""
        return label

    @abstractmethod
    def label_text(self, label: Any) -> str:
        """Return a label of the label column as one string."""

    def label_in_words(self, row: "pd.Series[Any]", label: Any) -> str:
        """Return a row's label of the label column as people read it, without the codes of a file."""
        return self.label_text(label)

    def label_summary(self, label: Any) -> str:
        """Summarise a label of the label column in a word or two, for the map."""
        return self.label_text(label)

    def same_label(self, label: Any, other: Any) -> bool:
        """Whether two labels of the label column agree."""
        return bool(label == other)

    def given_labels(self, stored: Any) -> list[Any]:
        """Return the annotators' labels in a value of the label column, the opposite of ``stored_label``."""
        return [stored] if stored else []

    def decisions(self, label: Any) -> list[str]:
        """Return what an annotator decided, one string for each thing that two people can differ in."""
        return list(self.names_in(label))

    # Exchange with annotation tools

    def shown_texts(self, row: "pd.Series[Any]") -> dict[str, str]:
        """Return the texts of a row that a tool shows, by their names there."""
        return {self.marked_text: self.texts(row.to_frame().T)[0]}

    def span_names(self, known: Collection[str]) -> list[str]:
        """Return what annotators can call a span, or a whole text, where these labels are known."""
        return self.typed_names(known)

    def spans(self, row: "pd.Series[Any]", label: Any, known: Collection[str]) -> list[Span]:
        """Return a row's label as spans; a label of a whole text is one span.

        Args:
            row: of the dataset.
            label: an annotator's.
            known: the labels of the project; they tell entities from other tags.
        """
        whole = len(self.shown_texts(row)[self.marked_text])
        return [Span(0, whole, name) for name in self.names_in(label)]

    def label_from_spans(self, row: "pd.Series[Any]", spans: Sequence[Span], known: Collection[str]) -> Any:
        """Return the annotator's label with these spans, the opposite of ``spans``.

        Raises:
            InputError: the spans do not fit the row.
        """
        if len(spans) != 1:
            raise InputError(f"a text must have one class, got {len(spans)}; keep one")
        return self.label_of([spans[0].name])

    # Model

    @abstractmethod
    def examples(
        self, frame: "pd.DataFrame", rows: Sequence[int], tokenization: Tokenization
    ) -> list[Example]:
        """Tokenize the rows of ``frame`` in order; ``rows`` gives their positions in the dataset."""

    @abstractmethod
    def target(self, example: Example, label: Any, classes: Mapping[str, int]) -> Any:
        """Return the head's target for an example with this label; ``classes`` numbers the outputs."""

    @abstractmethod
    def loss(self, scores: "Tensor", examples: Sequence[Example], targets: Sequence[Any]) -> "Tensor":
        """Compute a batch's mean loss; scores: (b, outputs) of a pooled head, else (b, tokens, outputs)."""

    def transformers_scores(self, output: Any) -> "Tensor | None":
        """Return the scores in the output of a transformers model with a task head."""
        scores: Tensor | None = output.get("logits")
        return scores

    def embedded_positions(self, example: Example) -> list[int] | None:
        """Return the tokens whose mean state is the example's vector; None for the model's pooling."""
        return None

    def scored_positions(self, example: Example) -> list[int] | None:
        """Return the tokens whose scores count; None for a pooled head."""
        return None

    @abstractmethod
    def uncertainty(
        self, scores: Sequence[NDArray[np.float32]], examples_per_row: NDArray[np.int64]
    ) -> Measures:
        """Compute all ``measures``, (n,) float32 each, higher = more uncertain.

        Args:
            scores: of each example, in row order: (outputs,) or (positions, outputs).
            examples_per_row: (n,) number of examples of each row.
        """

    @abstractmethod
    def decode(
        self,
        frame: "pd.DataFrame",
        examples: Sequence[Example],
        scores: Sequence[NDArray[np.float32]],
        outputs: Sequence[str],
    ) -> list[Any]:
        """Return one prediction for each row with examples, in order of first appearance.

        Args:
            frame: the dataset's frame; examples refer to its rows.
            examples: model inputs.
            scores: of each example, at its ``scored_positions``.
            outputs: names of the head's outputs.
        """

    # Scores

    def gold(self, frame: "pd.DataFrame") -> list[Any]:
        """Return what predictions are compared with, one item per row."""
        return list(frame[self.label_column])

    @abstractmethod
    def metric(self, label_set: Sequence[str]) -> Metric:
        """Return the metric for data with these labels."""
