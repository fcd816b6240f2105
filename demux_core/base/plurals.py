"""Numbers with what they count."""


def counted(number: int, thing: str) -> str:
    """``1,204 rows``, ``1 row``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
