"""Web pages, and pages saved as MHTML."""
