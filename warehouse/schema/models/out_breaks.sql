-- Where a concept changes its meaning: at the first year of a form that compares less than equally with the one
-- before, and where the law changed (seeds/breaks.csv).
WITH older AS (
    SELECT concept, form, max(grade) AS grade, any_value(note ORDER BY rank) AS note
    FROM stg_concepts
    WHERE form IN ('2014', '2019') AND grade > 1
    GROUP BY ALL
),

forms AS (
    SELECT concept, CASE form WHEN '2014' THEN 2019 ELSE 2021 END AS year, 'form' AS kind, grade, note
    FROM older
    -- The crosswalk's note on lawsuits between the forms of 2019 and 2021 is about the law of 2024, dated below.
    WHERE NOT (form = '2019' AND concept LIKE 'disp_lit_direct%')
)

SELECT * FROM forms
UNION ALL BY NAME
SELECT c.concept, b.year, 'law' AS kind, b.grade, b.note
FROM stg_law_breaks b
JOIN (SELECT DISTINCT concept FROM stg_concepts) c ON c.concept LIKE b.concept_like
WHERE NOT EXISTS (FROM forms f WHERE f.concept = c.concept AND f.year = b.year)
