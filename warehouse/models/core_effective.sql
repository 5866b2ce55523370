-- The usable value of each cell of the partition, by row and place of the pivot. `basis`: 0 printed; 2 a blank or
-- dash that counts as zero, because figures are printed beside it and no identity of its table fails; 3 a blank total
-- of table three that is the sum of its applicants (上海市人民政府办公厅 2019 leaves 总计 blank on the result rows).
WITH placed AS (
    SELECT
        f."row",
        p.place,
        i.block,
        c.value,
        c.status,
        c.applicant = 'total' AS is_total,
        sum(c.value) FILTER (c.applicant <> 'total') OVER (PARTITION BY c.report_id, c.indicator) AS applicants
    FROM out_cells c
    JOIN core_facts f USING (report_id)
    JOIN stg_places p ON p.indicator = c.indicator AND p.applicant IS NOT DISTINCT FROM c.applicant
    JOIN stg_indicators i ON i.indicator = c.indicator
    WHERE c.item IS NULL
),

blocks AS (
    SELECT "row", block, count(value) > 0 AS is_filled
    FROM placed
    GROUP BY ALL
),

broken AS (
    SELECT DISTINCT f."row", r.block
    FROM out_checks k
    JOIN core_facts f USING (report_id)
    JOIN stg_rules r USING (rule_id)
    WHERE k.outcome = 'failed' AND k.severity = 'error'
),

judged AS (
    SELECT
        p.*,
        p.status IN ('blank', 'dash') AS is_blank,
        b.is_filled AND x."row" IS NULL AS holds
    FROM placed p
    JOIN blocks b USING ("row", block)
    LEFT JOIN broken x USING ("row", block)
)

SELECT
    "row",
    place,
    try_cast(1000000 * CASE
        WHEN value IS NOT NULL THEN value
        WHEN is_blank AND is_total AND applicants IS NOT NULL THEN applicants
        WHEN is_blank AND holds THEN 0
    END AS BIGINT) AS micro,
    CASE
        WHEN value IS NOT NULL THEN 0
        WHEN is_total AND applicants IS NOT NULL THEN 3
        ELSE 2
    END AS basis
FROM judged
