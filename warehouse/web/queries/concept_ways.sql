-- How each form gives a figure, and how well that compares.
SELECT concept AS page_key, rank, form, expression, grade, note
FROM concepts
WHERE list_contains($keys, concept)
ORDER BY page_key, rank
