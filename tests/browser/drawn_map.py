"""The map as the browser draws it with WebGL."""

import numpy as np
import pytest

from tests.browser.test_journeys import Page, expect

FILL = 0.95  # of the map's width and height is taken by its points
# Where the points are drawn on the map's canvas, and how much of the canvas they cover.
COVERED = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  let covered = 0
  for (let i = 3; i < data.length; i += 4) covered += data[i] > 0
  return covered / (canvas.width * canvas.height)
}"""


class DrawnMap:
    """A map on a page, by the coordinates of its points; ``place`` is its place among several."""

    def __init__(self, page: Page, points: np.ndarray, place: int = 0) -> None:
        self.page = page
        self.low, self.span = points.min(axis=0).astype(float), np.ptp(points, axis=0).astype(float)
        self.plot = page.locator(".demux-map .plot").nth(place)
        self.canvas = self.plot.locator("canvas.points")
        self.above = self.plot.locator("canvas.above")
        expect(page.locator(".demux-map .entry").first).to_be_visible()
        self.plot.scroll_into_view_if_needed()
        self.wait_until(lambda covered: covered > 0)

    @property
    def box(self) -> dict[str, float]:
        """Where the map is in the window."""
        return self.plot.bounding_box()

    def covered(self) -> float:
        """The share of the canvas that points cover."""
        return self.canvas.evaluate(COVERED)

    def wait_until(self, holds: object) -> None:
        """Wait until the covered share satisfies a condition."""
        for _ in range(300):
            if holds(self.covered()):
                return
            self.page.wait_for_timeout(100)
        pytest.fail(f"points cover {self.covered():.1%} of the map")

    def on_screen(self, point: np.ndarray) -> tuple[float, float]:
        """Where a point of the map is in the window."""
        right, up = FILL * (2 * (point - self.low) / self.span - 1)
        box = self.box
        return box["x"] + (right + 1) / 2 * box["width"], box["y"] + (1 - up) / 2 * box["height"]

    def on_map(self, corners: list[tuple[float, float]]) -> np.ndarray:
        """Places of the window in the coordinates of the map."""
        places = np.array(corners) - (self.box["x"], self.box["y"])
        right = 2 * places[:, 0] / self.box["width"] - 1
        up = 1 - 2 * places[:, 1] / self.box["height"]
        return self.low + (np.column_stack([right, up]) / FILL + 1) / 2 * self.span

    def lasso(self, corners: list[tuple[float, float]]) -> None:
        """Draw a lasso with these corners."""
        self.page.mouse.move(*corners[0])
        self.page.mouse.down()
        for corner in corners[1:]:
            self.page.mouse.move(*corner)
        self.page.mouse.up()


def in_triangle(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """The rows of the points on the same side of all three edges."""
    sides = [
        np.sign((b[0] - a[0]) * (points[:, 1] - a[1]) - (b[1] - a[1]) * (points[:, 0] - a[0]))
        for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)
    ]
    return np.flatnonzero(np.abs(np.sum(sides, axis=0)) == 3)
