-- info
-- normative documents in the text are those of table two
-- looks at: province
WITH said AS (
    SELECT report_id,
        try_cast(regexp_extract(text, '(?:制发|制定|印发|出台)(?:行政)?规范性文件\s*(\d{1,6})\s*[件份个]', 1) AS BIGINT) AS value
    FROM sections
    WHERE section = 1 AND contains(text, '规范性文件')
)

SELECT t.report_id, 'normdoc_made' AS place, s.value AS left_value, t.normdoc_made AS right_value
FROM now t
JOIN said s USING (report_id)
WHERE s.value <> t.normdoc_made
