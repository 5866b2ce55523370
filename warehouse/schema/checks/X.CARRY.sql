-- error
-- carried in = carried out the year before, those of merged predecessors included; only warn for aggregates, whose members change, and for applicants counted as another kind while the totals agree
-- looks at: province
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
),

compared AS (
    SELECT
        i.*,
        e.with_inherited,
        i.value = e.with_inherited OR i.value IS NOT DISTINCT FROM e.own AS agrees
    FROM columns_in i
    JOIN expected e USING (agency_id, scope, column_name)
)

SELECT
    c.report_id,
    c.column_name AS place,
    c.value AS left_value,
    c.with_inherited AS right_value,
    if(c.scope IN ('own_agency', 'unknown') AND t.agrees IS DISTINCT FROM true, 'error', 'warn') AS severity
FROM compared c
LEFT JOIN compared t ON t.report_id = c.report_id AND t.column_name = 'req_carried_in'
WHERE NOT c.agrees
