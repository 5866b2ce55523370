-- Site × report year, always a row: reported, or the nearest reason why not.
WITH named AS (
    SELECT site_id, year FROM core_documents WHERE year BETWEEN 2008 AND 2100
    UNION ALL
    SELECT site_id, expected_year FROM core_captures WHERE expected_year BETWEEN 2008 AND 2100
),

-- Where the registry does not know the first year: the first that the site's lists name, else that of the law.
firsts AS (
    SELECT s.site_id, coalesce(s.first_year, min(n.year), 2008) AS first_year
    FROM stg_sites s LEFT JOIN named n USING (site_id)
    GROUP BY s.site_id, s.first_year
),

wanted AS (
    SELECT s.site_id, s.status AS site_status, s.note, y.year::SMALLINT AS year
    FROM stg_sites s JOIN firsts f USING (site_id), core_last_year n,
        range(f.first_year, least(coalesce(s.last_year, n.last_year), n.last_year) + 1) y(year)
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
        arg_max(outcome, (weight, batch, ord)) AS outcome,
        arg_max(coalesce(error, outcome), (weight, batch, ord)) AS error,
        arg_max_null(reason_code, (weight, batch, ord)) AS reason_code,
        arg_max(url, (weight, batch, ord)) AS url
    FROM (
        -- A row that names the report says more of its absence than a notice about it.
        SELECT *, coalesce(reason_code, '') NOT LIKE 'title_%' AS weight FROM core_captures
        WHERE role NOT IN ('list', 'promise') AND expected_year IS NOT NULL
    )
    GROUP BY ALL
),

-- Lists that failed or broke their promise in the last batch that read any of the site's.
broken AS (
    SELECT
        site_id,
        arg_max(coalesce(error, outcome), ord) AS error,
        arg_max_null(reason_code, ord) AS reason_code,
        arg_max(url, ord) AS url
    FROM (
        SELECT *, max(batch) OVER (PARTITION BY site_id) AS last_batch FROM core_captures
        WHERE role IN ('list', 'promise')
    )
    WHERE batch = last_batch AND outcome NOT IN ('fetched', 'unchanged', 'redirected', 'retry')
    GROUP BY site_id
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
        WHEN a.reason_code LIKE 'link_%' THEN 'not_followed'
        WHEN a.outcome IN ('failed', 'refused', 'blocked', 'not_a_report') THEN a.outcome
        WHEN a.attempt_count > 0 THEN 'unreadable'
        WHEN w.site_status IN ('blocked', 'gone') THEN w.site_status
        WHEN l.site_id IS NULL THEN 'not_crawled'
        WHEN l.good = 0 THEN if(l.outcome = 'blocked', 'blocked', 'list_failed')
        WHEN b.site_id IS NOT NULL THEN 'list_incomplete'
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
        WHEN b.site_id IS NOT NULL THEN b.error
        ELSE 'the list pages show no report of that year'
    END AS reason,
    CASE
        WHEN c.report_count > 0 THEN NULL
        WHEN a.outcome IN ('failed', 'refused', 'blocked', 'not_a_report') THEN a.reason_code
        WHEN a.attempt_count > 0 OR w.site_status IN ('blocked', 'gone') THEN NULL
        WHEN l.good = 0 THEN l.reason_code
        WHEN b.site_id IS NOT NULL AND l.site_id IS NOT NULL THEN b.reason_code
    END AS reason_code,
    coalesce(c.report_count, 0) AS report_count,
    coalesce(a.attempt_count, 0) AS attempt_count,
    coalesce(c.url, a.url, b.url, l.url) AS url
FROM wanted w
LEFT JOIN carried c USING (site_id, year)
LEFT JOIN asked a USING (site_id, year)
LEFT JOIN listed l USING (site_id)
LEFT JOIN broken b USING (site_id)
