"""What is timed: every row's sides, each a function that prepares its data and returns the work to time."""

from tests.benchmarks.rows import encoding, experiment, growth, maps, pages, selection
from tests.benchmarks.rows.base import Row

ROWS: dict[str, Row] = {
    row.name: row
    for row in (*encoding.ROWS, *selection.ROWS, *maps.ROWS, *experiment.ROWS, *growth.ROWS, *pages.ROWS)
}
