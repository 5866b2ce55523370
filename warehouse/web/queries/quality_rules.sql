-- How often each rule of the form's arithmetic holds.
SELECT outcome, severity, count(*) AS check_count
FROM checks
WHERE is_current AND outcome <> 'not_applicable'
GROUP BY ALL
ORDER BY ALL
