"""Which text of a report stands in another one too: what of it counts, passages, and likely pairs."""
