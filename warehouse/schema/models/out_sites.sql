SELECT * FROM stg_sites
