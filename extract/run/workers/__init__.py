"""Worker processes that a bad document may end: started, shut in, and their answers looked at as hostile."""
