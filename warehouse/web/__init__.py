"""The page to look at: one renderer, as a folder of files or as a server on this machine."""
