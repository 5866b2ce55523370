-- The comparable lines with their labels.
SELECT concept, any_value(label_zh) AS label_zh, any_value(label_en) AS label_en, any_value(unit) AS unit
FROM concepts
GROUP BY concept
ORDER BY min(ord)
