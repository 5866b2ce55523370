-- info
-- later than the law allows: 31 January of the next year, or 31 March (see the view punctuality)
-- looks at: province
SELECT report_id, 'published_date ' || published_date AS place
FROM now
WHERE published_date > CASE
    WHEN year <= 2018 OR kind IN ('government', 'government_office') THEN make_date(year + 1, 3, 31)
    ELSE make_date(year + 1, 1, 31)
END
