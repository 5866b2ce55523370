-- The last year that any list names, or the one after it where its reports were due when last asked. No more than that:
-- a clock may have been wrong.
SELECT coalesce(greatest(max(named_year), least(max(due_year), max(named_year) + 1)), max(due_year)) AS last_year
FROM core_last_years
