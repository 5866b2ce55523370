"""Tables of sources without columns: a label, then exactly as many cells as its header has columns.

Any other count makes the row unreadable; nothing is guessed and no cell is moved.
"""
