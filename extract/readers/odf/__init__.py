"""The readers of OpenDocument: texts (ODT) and sheets (ODS)."""
