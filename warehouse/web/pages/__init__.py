"""The kinds of pages: each module asks the questions of one and lays out the answers."""
