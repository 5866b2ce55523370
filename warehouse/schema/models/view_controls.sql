-- What was published of a division and year beside what was collected of it: its government's own report where that
-- speaks for as many, else the sum over its bodies, each once. A province's own report of all levels is a control of
-- that sum, too.
WITH counted_everywhere AS (
    FROM (VALUES ('req_new', 'total'), ('license_decisions', NULL), ('penalty_decisions', NULL), ('coercion_decisions', NULL))
        v(indicator, applicant)
),

wanted AS (SELECT indicator, applicant FROM benchmarks UNION FROM counted_everywhere),

printed AS (
    SELECT
        r.report_id,
        r.year,
        r.region_code,
        r.scope,
        r.url,
        c.indicator,
        c.applicant,
        c.value,
        r.scope = 'own_agency' OR (r.scope = 'own_government' AND r.kind = 'town_government') AS is_a_body,
        r.kind IN ('government', 'government_office') AND r.scope <> 'own_agency' AS is_of_government
    FROM reports r
    JOIN cells c USING (report_id)
    SEMI JOIN wanted w ON w.indicator = c.indicator AND w.applicant IS NOT DISTINCT FROM c.applicant
    WHERE r.is_current AND c.item IS NULL AND c.value IS NOT NULL
),

governments AS (
    SELECT
        year,
        region_code,
        scope,
        indicator,
        applicant,
        max(value) AS value,
        arg_max(report_id, (value, report_id)) AS report_id,
        arg_max(url, (value, report_id)) AS url
    FROM printed
    WHERE is_of_government
    GROUP BY ALL
),

controls AS (
    SELECT publisher, year, region_code, indicator, applicant, scope, operator, value, tolerance, than_region_code, source, note,
        NULL AS control_report_id
    FROM benchmarks
    UNION ALL
    SELECT 'own report', year, region_code, indicator, applicant, scope, '=', value, 0, NULL, url,
        '本省年报，包含各级；the province''s own report, which covers all levels', report_id
    FROM governments
    SEMI JOIN counted_everywhere USING (indicator)
    WHERE scope = 'region_aggregate' AND region_code LIKE '%0000' AND coalesce(applicant, 'total') = 'total'
),

bodies AS (
    SELECT c.year, c.region_code, c.scope, c.indicator, c.applicant, sum(p.value) AS value, count(*)::INTEGER AS body_count
    FROM (SELECT DISTINCT year, region_code, scope, indicator, applicant FROM controls) c
    JOIN printed p
        ON p.year = c.year
        AND p.indicator = c.indicator
        AND p.applicant IS NOT DISTINCT FROM c.applicant
        AND starts_with(
            p.region_code,
            CASE WHEN c.scope = 'region_aggregate' THEN regexp_replace(c.region_code, '(00){1,2}$', '') ELSE c.region_code END
        )
    WHERE p.is_a_body
    GROUP BY ALL
),

beside AS (
    SELECT
        c.* EXCLUDE (value, tolerance),
        coalesce(c.value, t.value)::DECIMAL(24, 6) AS control_value,
        c.tolerance,
        CASE
            WHEN o.report_id IS NOT NULL THEN 'own_report'
            WHEN c.than_region_code IS NOT NULL THEN NULL  -- two divisions compare by their whole reports alone
            WHEN b.body_count > 0 THEN 'bodies'
            WHEN x.report_id IS NOT NULL AND c.control_report_id IS NULL THEN 'other_scope'
        END AS basis,
        o.value AS own_value,
        b.value AS body_sum,
        x.value AS other_value,
        b.body_count,
        coalesce(c.control_report_id, o.report_id, x.report_id) AS report_id
    FROM controls c
    LEFT JOIN governments o
        ON c.control_report_id IS NULL
        AND o.year = c.year AND o.region_code = c.region_code AND o.scope = c.scope
        AND o.indicator = c.indicator AND o.applicant IS NOT DISTINCT FROM c.applicant
    LEFT JOIN governments t
        ON t.year = c.year AND t.region_code = c.than_region_code AND t.scope = c.scope
        AND t.indicator = c.indicator AND t.applicant IS NOT DISTINCT FROM c.applicant
    LEFT JOIN bodies b
        ON b.year = c.year AND b.region_code = c.region_code AND b.scope = c.scope
        AND b.indicator = c.indicator AND b.applicant IS NOT DISTINCT FROM c.applicant
    LEFT JOIN (FROM governments QUALIFY row_number() OVER (
        PARTITION BY year, region_code, indicator, applicant ORDER BY value DESC, report_id) = 1) x
        ON x.year = c.year AND x.region_code = c.region_code
        AND x.indicator = c.indicator AND x.applicant IS NOT DISTINCT FROM c.applicant
),

compared AS (
    SELECT
        *,
        CASE basis WHEN 'own_report' THEN own_value WHEN 'bodies' THEN body_sum WHEN 'other_scope' THEN other_value END
            AS collected_value,
        CASE operator
            WHEN '>=' THEN collected_value >= control_value
            WHEN '<=' THEN collected_value <= control_value
            ELSE abs(collected_value - control_value) <= tolerance
        END AS agrees
    FROM beside
)

SELECT
    year,
    region_code,
    publisher,
    indicator,
    applicant,
    scope,
    operator,
    than_region_code,
    control_value,
    tolerance,
    CAST(collected_value AS DECIMAL(24, 6)) AS collected_value,
    basis,
    CASE WHEN basis = 'bodies' THEN body_count END AS body_count,
    CASE
        WHEN basis IS NULL OR control_value IS NULL THEN 'not_collected'
        WHEN basis = 'other_scope' THEN 'scope_differs'
        WHEN agrees THEN 'equal'
        WHEN collected_value < control_value THEN 'below'
        ELSE 'above'
    END AS verdict,
    CASE WHEN basis <> 'bodies' OR control_report_id IS NOT NULL THEN report_id END AS report_id,
    source,
    note
FROM compared
