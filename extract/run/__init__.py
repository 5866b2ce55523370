"""Running the extractor: files, archives, workers, clusters, and what a person sees of it."""
