-- info
-- the first section is not last year's text once more (nine tenths of it, numbers and prescribed phrases aside)
-- looks at: province
SELECT report_id, 'section 1' AS place, same_pct AS left_value
FROM copies
WHERE what = 'text' AND source = 'last_year' AND section = 1 AND same_pct >= 90
