from demux_core.tasks.model_inputs import Example
from demux_core.tasks.question_answering import QuestionAnswering


def test_an_answer_is_the_tokens_that_overlap_it() -> None:
    spans = ((0, 3), (3, 8), (8, 12), (12, 20))
    item = Example(0, [0] * 7, None, (2, 3, 4, 5), spans)

    def target(answers: list[dict]) -> tuple[int, int]:
        return QuestionAnswering().target(item, answers, {})

    assert target([{"text": "x" * 5, "start": 4}]) == (3, 4)
    assert target([{"text": "x" * 3, "start": 0}]) == (2, 2)
    assert target([{"text": "x" * 30, "start": 4}]) == (0, 0)
