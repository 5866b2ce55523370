-- The running text of a report.
SELECT report_id::VARCHAR AS page_key, ord, section, heading, text, locator
FROM sections
WHERE list_contains($keys, report_id::VARCHAR)
ORDER BY page_key, ord
