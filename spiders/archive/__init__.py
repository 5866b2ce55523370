"""The archive of captures (contract B): log lines, WARC files, one writer and one reader."""
