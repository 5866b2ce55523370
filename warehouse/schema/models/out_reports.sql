-- The report versions, each invented where its body is; one whose body is not known, where any division of the
-- registry is.
SELECT r.*, coalesce(a.is_invented, (SELECT bool_or(is_invented) FROM stg_regions)) AS is_invented
FROM core_reports r
LEFT JOIN out_agencies a USING (agency_id)
