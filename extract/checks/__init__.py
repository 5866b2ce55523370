"""The form's arithmetic over the figures of one report."""
