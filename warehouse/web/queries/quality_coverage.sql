-- Sites and years: what was collected, and why the rest is absent.
SELECT year, status, count(*) AS site_years, sum(report_count)::BIGINT AS report_count
FROM coverage
GROUP BY ALL
ORDER BY year, status
