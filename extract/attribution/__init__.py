"""Whose report it is: the body, the year, the region and the scope."""
