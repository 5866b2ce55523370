"""Blows at random against crawl, extract, build and questions, each followed by a rerun and a comparison.

make torture MINUTES=20 SEED=1
"""
