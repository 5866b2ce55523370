-- warn
-- only ministries, provinces and cities with districts make rules (立法法); others often count 规章制度
-- looks at: province
SELECT report_id, 'rules_made' AS place, rules_made AS left_value, 0 AS right_value
FROM now
WHERE rules_made <> 0
  AND region_code IS NOT NULL
  AND NOT (kind IN ('government', 'government_office') AND region_code LIKE '%00')
  AND region_code <> '000000'
