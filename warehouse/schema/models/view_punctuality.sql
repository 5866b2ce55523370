-- 条例 (2019) 第四十九条: bodies publish by 31 January of the next year, governments of a county or above (through their
-- offices) by 31 March; 条例 (2007) 第三十一条, for reports up to that of 2018: all by 31 March.
WITH due AS (
    SELECT
        *,
        CASE WHEN year <= 2018 OR kind IN ('government', 'government_office') THEN make_date(year + 1, 3, 31)
             ELSE make_date(year + 1, 1, 31) END AS due_date
    FROM reports
    WHERE is_current AND year IS NOT NULL AND published_date IS NOT NULL
)

SELECT
    report_id,
    agency_id,
    agency_name,
    kind,
    region_code,
    year,
    published_date,
    due_date,
    greatest(published_date - due_date, 0)::INTEGER AS days_late,
    published_date > due_date AS is_late,
    url
FROM due
