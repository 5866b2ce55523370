-- error
-- carried in = carried out the year before, those of merged predecessors included; only warn for aggregates, whose members change
WITH columns_in AS (
    UNPIVOT (SELECT report_id, agency_id, year, scope, COLUMNS('^req_carried_in') FROM now)
    ON COLUMNS('^req_carried_in') INTO NAME column_name VALUE value
),

columns_out AS (
    UNPIVOT (SELECT agency_id, scope, COLUMNS('^req_carried_out') FROM before)
    ON COLUMNS('^req_carried_out') INTO NAME column_name VALUE value
),

given AS (
    SELECT agency_id, scope, replace(column_name, 'out', 'in') AS column_name, value AS own, 0 AS inherited
    FROM columns_out
    UNION ALL
    SELECT a.successor_id, o.scope, replace(o.column_name, 'out', 'in'), NULL, o.value
    FROM columns_out o
    JOIN agencies a USING (agency_id)
    WHERE a.successor_id IS NOT NULL AND a.last_year = {year} - 1
),

expected AS (
    SELECT agency_id, scope, column_name, sum(own) AS own, coalesce(sum(own), 0) + sum(inherited) AS with_inherited
    FROM given
    GROUP BY ALL
)

SELECT
    i.report_id,
    i.column_name AS place,
    i.value AS left_value,
    e.with_inherited AS right_value,
    if(i.scope IN ('own_agency', 'unknown'), 'error', 'warn') AS severity
FROM columns_in i
JOIN expected e USING (agency_id, scope, column_name)
WHERE i.value <> e.with_inherited AND i.value IS DISTINCT FROM e.own
