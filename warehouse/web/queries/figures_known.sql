-- Every figure that a page tells of: the comparable lines, and what only one form prints.
SELECT
    coalesce(c.concept, i.indicator) AS concept,
    coalesce(c.label_zh, i.label_zh) AS label_zh,
    coalesce(c.label_en, i.label_en) AS label_en,
    coalesce(c.unit, i.unit) AS unit,
    coalesce(i.block, 'derived') AS block,
    coalesce(i.forms, c.forms) AS forms,
    i.legal_basis,
    (SELECT string_agg(b.year::VARCHAR, ', ' ORDER BY b.year) FROM breaks b WHERE b.concept = c.concept) AS breaks
FROM (
    SELECT concept, min(ord) AS ord, any_value(label_zh) AS label_zh, any_value(label_en) AS label_en,
        any_value(unit) AS unit, string_agg(DISTINCT form, ';' ORDER BY form) AS forms
    FROM concepts
    GROUP BY concept
) c
FULL JOIN indicators i ON i.indicator = c.concept
ORDER BY coalesce(i.ord, 1000 + c.ord)
