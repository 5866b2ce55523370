-- The documents of one partition whose cells stand in the tables, in the order of the files.
SELECT
    p.*,
    d.report_id,
    d.is_current,
    d.agency_id,
    d.region_code AS report_region,
    d.province_code,
    row_number() OVER by_place - 1 AS "row"
FROM piece p
JOIN partition_documents d USING (batch, warc_offset)
WHERE d.is_record
WINDOW by_place AS (ORDER BY d.region_code, d.agency_id, d.report_id)
ORDER BY "row"
