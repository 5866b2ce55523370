-- Site × report year, always a row: reported, or the nearest reason why not.
WITH years AS (
    SELECT min(year) AS first_year, max(year) AS last_year
    FROM (
        SELECT year FROM core_documents WHERE year BETWEEN 2008 AND 2100
        UNION ALL
        SELECT expected_year FROM core_captures WHERE expected_year BETWEEN 2008 AND 2100
    )
),

wanted AS (
    SELECT s.site_id, s.status AS site_status, s.note, y.year::SMALLINT AS year
    FROM stg_sites s, years,
        range(coalesce(s.first_year, years.first_year), least(coalesce(s.last_year, years.last_year), years.last_year) + 1) y(year)
),

carried AS (
    SELECT
        d.site_id,
        d.year,
        count(DISTINCT d.lineage)::INTEGER AS report_count,
        max(d.cell_count) AS cell_count,
        max(d.cell_count - d.unreadable_count) AS readable_count,
        arg_max(d.url, (d.cell_count, d.url)) AS url
    FROM core_documents d
    WHERE d.is_report AND d.year IS NOT NULL
    GROUP BY ALL
),

asked AS (
    SELECT
        site_id,
        expected_year AS year,
        count(*)::INTEGER AS attempt_count,
        arg_max(outcome, (batch, ord)) AS outcome,
        arg_max(coalesce(error, outcome), (batch, ord)) AS error,
        arg_max_null(reason_code, (batch, ord)) AS reason_code,
        arg_max(url, (batch, ord)) AS url
    FROM core_captures
    WHERE role <> 'list' AND expected_year IS NOT NULL
    GROUP BY ALL
),

listed AS (
    SELECT
        site_id,
        count(*) FILTER (outcome IN ('fetched', 'unchanged')) AS good,
        arg_max(outcome, (batch, ord)) AS outcome,
        arg_max(coalesce(error, outcome), (batch, ord)) AS error,
        arg_max_null(reason_code, (batch, ord)) AS reason_code,
        arg_max(url, (batch, ord)) AS url
    FROM core_captures
    WHERE role = 'list'
    GROUP BY site_id
)

SELECT
    w.site_id,
    w.year,
    CASE
        WHEN c.readable_count > 0 THEN 'reported'
        WHEN c.cell_count > 0 THEN 'unreadable'
        WHEN c.report_count > 0 THEN 'no_figures'
        WHEN a.outcome IN ('failed', 'refused', 'blocked', 'not_a_report') THEN a.outcome
        WHEN a.attempt_count > 0 THEN 'unreadable'
        WHEN w.site_status IN ('blocked', 'gone') THEN w.site_status
        WHEN l.site_id IS NULL THEN 'not_crawled'
        WHEN l.good = 0 THEN if(l.outcome = 'blocked', 'blocked', 'list_failed')
        ELSE 'not_listed'
    END AS status,
    CASE
        WHEN c.readable_count > 0 THEN NULL
        WHEN c.report_count > 0 THEN 'a report was read, but no figure in it: see problems'
        WHEN a.outcome IN ('failed', 'refused', 'blocked', 'not_a_report') THEN a.error
        WHEN a.attempt_count > 0 THEN 'fetched, but not read as a report of that year: see problems'
        WHEN w.site_status IN ('blocked', 'gone') THEN w.note
        WHEN l.site_id IS NULL THEN 'no attempt on this site is in the archive'
        WHEN l.good = 0 THEN l.error
        ELSE 'the list pages show no report of that year'
    END AS reason,
    CASE
        WHEN c.report_count > 0 THEN NULL
        WHEN a.outcome IN ('failed', 'refused', 'blocked', 'not_a_report') THEN a.reason_code
        WHEN a.attempt_count > 0 OR w.site_status IN ('blocked', 'gone') THEN NULL
        WHEN l.good = 0 THEN l.reason_code
    END AS reason_code,
    coalesce(c.report_count, 0) AS report_count,
    coalesce(a.attempt_count, 0) AS attempt_count,
    coalesce(c.url, a.url, l.url) AS url
FROM wanted w
LEFT JOIN carried c USING (site_id, year)
LEFT JOIN asked a USING (site_id, year)
LEFT JOIN listed l USING (site_id)
