"""The error that a person reads, of which those of all packages are kinds."""


class ToldError(Exception):
    """An error for people: its text says what happened, where, and what to do."""
