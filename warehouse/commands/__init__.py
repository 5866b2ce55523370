"""What each command of `python -m warehouse` does. Each imports what it needs when it runs."""
