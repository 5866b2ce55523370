"""Pictures of pages: lines of text and rulings found and read, for the extra `ocr`."""
