"""Answers for other programs: a read-only MCP server over one release."""
