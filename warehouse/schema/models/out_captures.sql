SELECT * EXCLUDE (expected_year) FROM core_captures
