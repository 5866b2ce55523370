-- A body that reported before and after, or before and never again though no reform is known to have ended it.
-- Of a real body whose report stands in an invented world, nobody looked for the others.
WITH owed AS (
    SELECT
        a.*,
        unnest(range(a.first_year, coalesce(a.valid_to, (SELECT max(year) FROM reports WHERE is_current)) + 1))::SMALLINT
            AS year
    FROM agencies a
    WHERE a.first_year IS NOT NULL AND a.is_invented = (SELECT bool_or(is_invented) FROM regions)
)

SELECT o.agency_id, o.agency_name, o.kind, o.level, o.region_code, o.region_name, o.year
FROM owed o
ANTI JOIN reports r ON r.agency_id = o.agency_id AND r.year = o.year
