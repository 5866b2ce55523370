SELECT * EXCLUDE (place, printed_now) FROM core_corrections
