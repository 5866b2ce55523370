"""Grids → figures of the form, by the labels of rows and columns."""
