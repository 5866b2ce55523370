"""Readings → a candidate release: staged, shuffled, written by province-year, checked."""
