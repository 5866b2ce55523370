"""What a build reads, as relations in DuckDB: inputs gathered, staged, and resolved by the core models."""
