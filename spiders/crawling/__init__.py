"""A crawl: batches of sites, the spider that walks them, and what it remembers on the disk."""
