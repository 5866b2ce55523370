-- info
-- tables are not wholly blank: a blank table is not a table of zeros
-- looks at: province
SELECT report_id, 'all tables' AS place, blank_count AS left_value, 0 AS right_value
FROM now
WHERE blank_count > 0 AND coalesce({columns}) IS NULL
