-- info
-- the form is the one in force for the year (2019 was a year of passage)
-- looks at: province
SELECT report_id, form || ' in ' || year AS place
FROM now
WHERE form <> CASE WHEN year <= 2018 THEN '2014' WHEN year <= 2020 THEN '2019' ELSE '2021' END
  AND NOT (year = 2019 AND form = '2014')
