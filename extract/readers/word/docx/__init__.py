"""DOCX: WordprocessingML in a zip (ECMA-376-1)."""
