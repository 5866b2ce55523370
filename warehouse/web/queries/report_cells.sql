-- Every printed cell of a report, in the order of the document.
SELECT
    c.report_id::VARCHAR AS page_key,
    c.ord,
    c.indicator,
    i.label_zh,
    i.label_en,
    i.block,
    c.applicant,
    c.item,
    c.value,
    c.raw,
    c.unit,
    c.status,
    c.locator,
    c.method
FROM cells c
JOIN indicators i USING (indicator)
WHERE list_contains($keys, c.report_id::VARCHAR)
ORDER BY page_key, c.ord
