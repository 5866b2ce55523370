SELECT * FROM stg_dictionary
