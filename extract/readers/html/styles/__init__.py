"""What style sheets do to the cells of a page: rules, the cascade, and what it decides."""
