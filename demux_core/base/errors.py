"""The one error that people cause and people can mend."""


class InputError(ValueError):
    """Bad input. The message says the rule, the value that broke it, and the remedy.

    The command line prints it as one line and exits with 2; the pages show it in place.
    """
