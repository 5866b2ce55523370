"""Downloader middlewares, one concern a file; their order stands in spiders.policy.settings."""
