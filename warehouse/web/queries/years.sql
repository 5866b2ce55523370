-- The report years of the release.
SELECT DISTINCT year FROM reports WHERE is_current AND year IS NOT NULL ORDER BY year
