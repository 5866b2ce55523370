-- What could not be read in a report, or contradicts itself.
SELECT report_id::VARCHAR AS page_key, kind, severity, locator, message, advice
FROM problems
WHERE list_contains($keys, report_id::VARCHAR)
ORDER BY page_key, ord
