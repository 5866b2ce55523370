"""PDF, read through pdfium, with a second reader where the checks fail."""
