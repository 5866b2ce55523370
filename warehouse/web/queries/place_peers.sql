-- A place beside its peers: all places of its level in its province (of provinces: all), with their median.
WITH places AS (
    SELECT
        g.region_code,
        g.level,
        if(g.level = 'province', 'all', g.province_code) AS peer_group,
        t.year,
        sum(t.req_new)::DOUBLE / count(t.req_new) AS req_new_per_report,
        share(t.req_granted + t.req_partial, t.req_result_total) AS disclosure_pct,
        share(t.req_refused, t.req_result_total) AS refusal_pct
    FROM (
        SELECT r.*, unnest(list_distinct([r.region_code, p.parent_code, r.province_code])) AS place
        FROM rates r
        LEFT JOIN regions p USING (region_code)
        WHERE r.is_own AND r.year IS NOT NULL
    ) t
    JOIN regions g ON g.region_code = t.place
    GROUP BY ALL
)

SELECT
    a.region_code AS page_key,
    a.year,
    any_value(a.req_new_per_report) AS req_new_per_report,
    median(b.req_new_per_report) AS peers_req_new_per_report,
    any_value(a.disclosure_pct) AS disclosure_pct,
    median(b.disclosure_pct) AS peers_disclosure_pct,
    any_value(a.refusal_pct) AS refusal_pct,
    median(b.refusal_pct) AS peers_refusal_pct,
    count(b.region_code) AS peer_count
FROM places a
LEFT JOIN places b
    ON b.peer_group = a.peer_group AND b.level = a.level AND b.year = a.year AND b.region_code <> a.region_code
WHERE list_contains($keys, a.region_code)
GROUP BY ALL
ORDER BY page_key, year
