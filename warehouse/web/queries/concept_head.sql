-- A figure: its labels, its legal basis, its definition.
SELECT
    coalesce(c.concept, i.indicator) AS page_key,
    coalesce(c.concept, i.indicator) AS concept,
    coalesce(c.label_zh, i.label_zh) AS label_zh,
    coalesce(c.label_en, i.label_en) AS label_en,
    coalesce(c.unit, i.unit) AS unit,
    i.block,
    i.forms,
    i.role,
    i.parent,
    i.value_type,
    i.legal_basis,
    i.definition,
    i.evidence_level
FROM (FROM concepts QUALIFY row_number() OVER (PARTITION BY concept ORDER BY rank) = 1) c
FULL JOIN indicators i ON i.indicator = c.concept
WHERE list_contains($keys, coalesce(c.concept, i.indicator))
