import numpy as np

from demux_core.analysis.lasso import rows_inside


def test_a_box_contains_the_points_between_its_corners_in_any_order() -> None:
    corners = np.array([[0, 0], [1, 1], [2, 2], [1, 5]], dtype=np.float32)
    assert rows_inside(corners, {"box": [{"x": [1.5, 0.5], "y": [4, 0.5]}]}).tolist() == [1]


def test_a_lasso_contains_the_points_inside_its_outline() -> None:
    grid = np.array([[x, y] for x in range(5) for y in range(5)], dtype=np.float32)
    hollow = {
        "x": [-0.5, 4.5, 4.5, 3.5, 3.5, 0.5, 0.5, -0.5],
        "y": [-0.5, -0.5, 4.5, 4.5, 0.5, 0.5, 4.5, 4.5],
    }
    inside = grid[rows_inside(grid, {"lasso": [hollow]})]
    assert set(map(tuple, inside.tolist())) == {(x, y) for x, y in grid.tolist() if x in (0, 4) or y == 0}


def test_several_outlines_add_up_and_no_outline_contains_nothing() -> None:
    line = np.array([[0, 0], [1, 0], [2, 0]], dtype=np.float32)
    boxes = [{"x": [-0.1, 0.1], "y": [-1, 1]}, {"x": [1.9, 2.1], "y": [-1, 1]}]
    assert rows_inside(line, {"box": boxes}).tolist() == [0, 2]
    assert rows_inside(line, {"box": [], "lasso": [], "points": []}).tolist() == []
