"""A registry's archive and readings on an object store: sent as they grow, taken over by another machine."""
