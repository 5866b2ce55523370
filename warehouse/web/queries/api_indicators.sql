-- Figures of the forms by id: what each counts, and the law it rests on.
SELECT indicator, label_zh, label_en, block, forms, parent, unit, definition, legal_basis
FROM indicators
WHERE ($indicator IS NULL OR indicator = $indicator)
    AND ($after_indicator IS NULL OR indicator > $after_indicator)
ORDER BY indicator
LIMIT $row_count
