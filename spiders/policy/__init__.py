"""What may be asked of a host and what an answer counts as: politeness, titles, outcomes."""
