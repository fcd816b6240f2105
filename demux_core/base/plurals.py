"""Numbers with what they count."""


def counted(n: int, noun: str) -> str:
    """A count with its noun, such as ``1 text``, ``2,000 texts`` or ``2 strategies``."""
    plural = noun.removesuffix("y") + "ies" if noun.endswith("y") else noun + "s"
    return f"{n:,} {noun if n == 1 else plural}"
