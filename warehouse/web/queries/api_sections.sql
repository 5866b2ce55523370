-- The running text of a report.
SELECT ord, section, heading, text, locator
FROM sections
WHERE report_id = $report_id
    AND ($province IS NULL OR province = $province)
    AND ($year IS NULL OR year = $year)
ORDER BY ord
