"""Numbers in sentences and tables: one form of minus signs, decimals and intervals."""

_ZERO = 0.05  # smaller values are 0.0 in print


def format_points(value: float, sign: str = "") -> str:
    """A score or a difference in points, with one decimal: ``−0.8``; a value that rounds to 0 has no sign.

    Args:
        value: points.
        sign: ``+`` marks positive values as well.
    """
    return "0.0" if rounds_to_zero(value) else true_minus(f"{value:{sign}.1f}")


def format_interval(low: float, high: float) -> str:
    """The interval of a difference in points, such as ``−0.8 to +10.0``."""
    return f"{format_points(low, '+')} to {format_points(high, '+')}"


def rounds_to_zero(value: float) -> bool:
    """Whether a number of points is 0.0 in print."""
    return abs(value) < _ZERO


def true_minus(number: str) -> str:
    """The text of a number with a minus sign in place of a hyphen."""
    return number.replace("-", "−")
