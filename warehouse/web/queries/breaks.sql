-- The years in which a concept changes its meaning: another form or another law.
SELECT concept, year, kind, grade, note FROM breaks ORDER BY concept, year
