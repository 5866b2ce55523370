"""Words and lines of a page → grids: ruled and unruled tables, over page breaks."""
