-- How sure the figures are: cells by how they were found and what they print.
SELECT method, status, count(*) AS cell_count
FROM cells
WHERE is_current
GROUP BY ALL
ORDER BY cell_count DESC
