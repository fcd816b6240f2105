"""The table of strategies in README.md is the one that the strategies' traits give."""

from pathlib import Path

from demux_core.strategies.display import ordered_strategies

README = Path(__file__).parents[2] / "README.md"


def test_the_table_lists_every_strategy_with_its_title_and_summary_in_display_order() -> None:
    section = README.read_text(encoding="utf-8").split("\n## The strategies\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{s.name}` | {s.title} | {s.summary} |" for s in ordered_strategies()]
