-- Every attempt with the report year its link speaks of: the link's own words first, then the date listed beside it.
SELECT
    *,
    coalesce(
        try_cast(regexp_extract(link_text, '(20[0-4][0-9])\s*年', 1) AS SMALLINT),
        try_cast(regexp_extract(link_text, '(20[0-4][0-9])', 1) AS SMALLINT),
        try_cast(left(listed_date, 4) AS SMALLINT) - 1
    )::SMALLINT AS expected_year
FROM stg_captures
