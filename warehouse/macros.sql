-- A concept over the years: the bodies' own figures added up (aggregates left out), with the breaks on the way.
CREATE OR REPLACE MACRO trend(what) AS TABLE
SELECT
    s.year,
    sum(s.value) AS value,
    count(*) AS report_count,
    max(s.grade) AS worst_grade,
    any_value(b.note) AS break_note
FROM series s
LEFT JOIN breaks b ON b.concept = s.concept AND b.year = s.year
WHERE s.concept = what AND s.scope NOT IN ('departments_aggregate', 'region_aggregate') AND s.year IS NOT NULL
GROUP BY s.year
ORDER BY s.year;

-- Who has most of a concept in a year, aggregates left out.
CREATE OR REPLACE MACRO league(what, in_year) AS TABLE
SELECT
    rank() OVER (ORDER BY s.value DESC) AS place,
    a.agency_name,
    a.region_name,
    s.value,
    s.grade,
    s.basis,
    r.url
FROM series s
JOIN agencies a ON a.agency_id = s.agency_id
JOIN reports r ON r.report_id = s.report_id
WHERE s.concept = what AND s.year = in_year AND s.scope NOT IN ('departments_aggregate', 'region_aggregate')
ORDER BY place, a.agency_name;

-- The history of every body whose printed names contain the words: one row a year and concept.
CREATE OR REPLACE MACRO agency(words) AS TABLE
SELECT a.agency_name, s.year, s.concept, s.value, s.grade, s.basis, s.scope, s.report_id
FROM agencies a
JOIN series s ON s.agency_id = a.agency_id
WHERE contains(array_to_string(a.aliases, ' '), words)
ORDER BY a.agency_name, s.year, s.concept;

-- Where the figures of an indicator in a report were printed: address, time, bytes, place and text.
CREATE OR REPLACE MACRO provenance(of_report, of_indicator) AS TABLE
SELECT
    f.indicator,
    f.applicant,
    f.item,
    f.value,
    f.raw,
    f.status,
    f.locator,
    f.method,
    r.url,
    c.fetched_at,
    r.digest,
    r.batch || '.warc.gz' AS warc,
    r.warc_offset,
    c.byte_count,
    r.extractor_version
FROM cells f
JOIN reports r ON r.report_id = f.report_id
LEFT JOIN captures c ON c.batch = r.batch AND c.warc_offset = r.warc_offset
WHERE f.report_id = of_report AND f.indicator = of_indicator
ORDER BY f.ord;
