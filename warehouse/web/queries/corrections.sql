-- Corrections that the comparable lines take instead of what is printed; the printed cells stay as they are.
SELECT region_code, agency_name, year, indicator, applicant, printed, corrected, reason, source, report_id::VARCHAR AS report_id
FROM corrections
ORDER BY ALL
