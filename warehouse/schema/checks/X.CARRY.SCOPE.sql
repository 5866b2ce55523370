-- info
-- a body speaks for the same circle as the year before, or its line breaks
-- looks at: province
SELECT t.report_id, p.scope || ' → ' || t.scope AS place
FROM now t
JOIN before p USING (agency_id)
WHERE t.scope <> p.scope AND t.scope <> 'unknown' AND p.scope <> 'unknown'
  AND NOT EXISTS (FROM before q WHERE q.agency_id = t.agency_id AND q.scope = t.scope)
