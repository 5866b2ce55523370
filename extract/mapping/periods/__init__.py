"""Which of several columns or rows holds the figures of the report's own year."""
