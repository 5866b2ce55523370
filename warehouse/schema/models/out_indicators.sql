SELECT * FROM stg_indicators
