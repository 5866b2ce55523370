SELECT * FROM stg_benchmarks
