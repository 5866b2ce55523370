-- info
-- reports are due by 31 January, summaries by 31 March of the next year; later than that is late
SELECT report_id, 'published_date ' || published_date AS place
FROM now
WHERE published_date > make_date(year + 1, 3, 31)
