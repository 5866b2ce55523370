SELECT * FROM stg_rules
