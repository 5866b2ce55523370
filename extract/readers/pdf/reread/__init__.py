"""The regions of doubtful tables as pdfplumber sees them, for the second reader."""
