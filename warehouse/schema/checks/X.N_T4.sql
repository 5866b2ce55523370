-- warn
-- reconsiderations and lawsuits in the text are those of table four
-- looks at: province
WITH totals AS (
    SELECT
        report_id,
        disp_review_total AS review,
        disp_lit_direct_total + disp_lit_after_total AS lit
    FROM now
),

said AS (
    SELECT t.report_id, m.concept, m.value,
        CASE m.concept WHEN 'n_disputes_review' THEN [t.review]
            WHEN 'n_disputes_lit' THEN [t.lit]
            ELSE [t.review, t.lit, t.review + t.lit] END AS allowed
    FROM totals t
    JOIN mentions m USING (report_id)
    WHERE m.concept LIKE 'n_disputes%' AND NOT m.is_approximate AND t.review IS NOT NULL AND t.lit IS NOT NULL
)

SELECT report_id, concept AS place, min(value) AS left_value, any_value(allowed[1]) AS right_value
FROM said
GROUP BY report_id, concept
HAVING NOT bool_or(list_contains(allowed, value))
