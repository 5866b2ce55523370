WITH usable AS (
    SELECT
        v."row",
        {figures}
    FROM pivot_usable v
),

lines AS (
    SELECT
        h.report_id,
        h.agency_id,
        h.region_code,
        h.province_code,
        h.scope,
        unnest([
{series}
        ]) AS line
    FROM heads h
    JOIN usable v USING ("row")
    JOIN pivot_basis b USING ("row")
    WHERE h.is_current
)

SELECT
    * EXCLUDE (line),
    line.concept,
    line.found.value,
    line.found.grade,
    ['printed', 'summed', 'blank_as_zero', 'imputed_total', 'corrected'][line.found.basis + 1] AS basis,
    line.found.form
FROM lines
WHERE line.found IS NOT NULL
