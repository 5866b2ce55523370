"""The served door: requests guarded, the current release kept open, pages answered on demand."""
