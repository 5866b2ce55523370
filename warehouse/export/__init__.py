"""Tables of a release as files of other tools: CSV, Parquet, Excel, Stata, SQLite."""
