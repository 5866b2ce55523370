-- Each correction with its place in the wide row and the value that its report prints now: a correction is stale as soon
-- as that is not the value it was written for.
SELECT
    a.* EXCLUDE (file, row),
    p.place,
    c.value AS printed_now
FROM core_aimed a
LEFT JOIN stg_places p ON p.indicator = a.indicator AND p.applicant IS NOT DISTINCT FROM a.applicant
LEFT JOIN core_aimed_cells c
    ON c.file = a.file
    AND c.row = a.row
    AND c.indicator = a.indicator
    AND c.applicant IS NOT DISTINCT FROM a.applicant
    AND c.item IS NULL
