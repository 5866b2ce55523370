SELECT * FROM stg_concepts
