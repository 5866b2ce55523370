"""Immutable releases: published, verified, sent to other stores."""
