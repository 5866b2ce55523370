"""Parts that stand on other pages or need the server; discovery.py says what they may define."""
