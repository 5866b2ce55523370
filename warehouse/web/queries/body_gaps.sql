-- Years without a report of a body that reported before.
SELECT agency_id::VARCHAR AS page_key, year FROM gaps WHERE list_contains($keys, agency_id::VARCHAR) ORDER BY ALL
