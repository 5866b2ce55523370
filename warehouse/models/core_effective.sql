-- The usable value of each cell of the partition and its place in the wide row. `basis`: 0 printed; 2 a blank or dash
-- that counts as zero, because figures are printed beside it and no identity of its table fails; 3 a blank total of
-- table three that is the sum of its applicants (上海市人民政府办公厅 2019 leaves 总计 blank on the result rows);
-- 4 a correction, beside what is printed.
WITH placed AS (
    SELECT c.report_id, c.indicator, p.place, p.block, c.value, c.status, c.applicant = 'total' AS is_total
    FROM out_cells c
    JOIN stg_places p ON p.indicator = c.indicator AND p.applicant IS NOT DISTINCT FROM c.applicant
    WHERE c.item IS NULL
),

filled AS (
    SELECT DISTINCT report_id, block FROM placed WHERE value IS NOT NULL
),

broken AS (
    SELECT DISTINCT k.report_id, r.block
    FROM out_checks k
    JOIN stg_rule_blocks r USING (rule_id)
    WHERE k.outcome = 'failed' AND k.severity = 'error'
),

-- Only blanks need a second look.
blanks AS (
    SELECT p.*, f.report_id IS NOT NULL AND b.report_id IS NULL AS holds
    FROM placed p
    LEFT JOIN filled f USING (report_id, block)
    LEFT JOIN broken b USING (report_id, block)
    WHERE p.status IN ('blank', 'dash')
),

applicants AS (
    SELECT p.report_id, p.indicator, sum(p.value) AS value
    FROM placed p
    SEMI JOIN (SELECT report_id, indicator FROM blanks WHERE is_total) t USING (report_id, indicator)
    WHERE NOT p.is_total AND p.value IS NOT NULL
    GROUP BY ALL
),

judged AS (
    SELECT report_id, place, value, 0 AS basis
    FROM placed
    WHERE value IS NOT NULL
    UNION ALL
    SELECT
        b.report_id,
        b.place,
        coalesce(a.value, if(b.holds, 0, NULL)),
        if(a.value IS NULL, 2, 3)
    FROM blanks b
    LEFT JOIN applicants a ON a.report_id = b.report_id AND a.indicator = b.indicator AND b.is_total
)

SELECT j.report_id, j.place, try_cast(1000000 * j.value AS BIGINT) AS micro, j.basis::TINYINT AS basis
FROM judged j
WHERE j.value IS NOT NULL
UNION ALL
SELECT c.report_id, c.place, (1000000 * c.corrected)::BIGINT AS micro, 4::TINYINT AS basis
FROM partition_corrections c
SEMI JOIN core_facts f USING (report_id)
