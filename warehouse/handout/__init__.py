"""Releases compared and handed out."""
