"""The errors a person reads: what happened, where, and what to do."""

from spiders.errors import ToldError


class WarehouseError(ToldError):
    """Something a person can put right; the CLI prints the message and exits with 1."""


class ContractError(WarehouseError):
    """A candidate release breaks its declaration or a check; the message names table, column and row."""
