"""Answers parsed where a deadline and a memory limit hold: in processes that may be lost."""
