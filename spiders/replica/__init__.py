"""The replica: a small invented province on loopback, which publishes reports as real sites do.

`world` holds the figures (all invented, but for the facts of four real reports in real.csv), `forms` the
printed tables, `render` turns a report into bytes, `families` play the sites, `server` answers for all hosts.
Nothing here reads the extractor's codebook: what the replica prints is an independent oracle for it.
"""
