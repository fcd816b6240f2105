"""The error for bad input, which the user can fix."""


class InputError(ValueError):
    """Bad input. The message states the rule, the value that breaks it, and the remedy.

    The command line prints it in one line and exits with status 2; the pages show it where it belongs.
    """
