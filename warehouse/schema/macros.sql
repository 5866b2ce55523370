-- A share in percent over many reports: `part` of `whole`, both added up over the reports that print both.
-- 中文：多份年报合计的占比（%）：`part` 占 `whole` 的比例，只计两项都印出的年报
-- Example: SELECT year, share(req_refused, req_result_total) AS refused_pct FROM rates WHERE is_own GROUP BY year
CREATE OR REPLACE MACRO share(part, whole) AS
100.0 * sum(part) FILTER (whole IS NOT NULL) / nullif(sum(whole) FILTER (part IS NOT NULL), 0);

-- True for a concept of series; anything else is an error that names the nearest ones. (The macros below ask in a
-- branch of its own: a filter beside others is never reached where the files prove that no row has the concept.)
CREATE OR REPLACE MACRO known_concept(what) AS (
    SELECT CASE WHEN bool_or(concept = what) THEN true ELSE error(concat(
        'there is no concept ', what, '; ',
        'near it: ' || array_to_string(arg_max(concept, nearness, 3) FILTER (nearness > 0.7), ', ') || '; ',
        'all of them: from concepts'
    )) END
    FROM (
        SELECT
            concept,
            -- Of labels with the words in them the shortest comes first: new requests, not those charged a fee.
            max(CASE WHEN contains(label_zh, what) THEN 2 - length(label_zh) / 1000.0
                WHEN contains(lower(label_en), lower(what)) THEN 2 - length(label_en) / 1000.0
                ELSE jaro_winkler_similarity(concept, what) END) AS nearness
        FROM concepts
        GROUP BY concept
    )
);

-- True where a body was ever printed under a name with these words; else an error that names the nearest bodies.
CREATE OR REPLACE MACRO known_agency(words) AS (
    SELECT CASE WHEN bool_or(contains(array_to_string(aliases, ' '), words)) THEN true ELSE error(concat(
        'no body was ever printed with ', words, ' in its name; near it: ',
        array_to_string(arg_max(agency_name, jaro_winkler_similarity(agency_name, words), 3), ', ')
    )) END
    FROM agencies
);

-- True for a printed indicator of a report; else an error that says what is wrong.
CREATE OR REPLACE MACRO known_cell(of_report, of_indicator) AS (
    SELECT CASE WHEN count(*) = 0 THEN error(concat('there is no report ', of_report, '; all of them: from reports'))
        WHEN bool_or(indicator = of_indicator) THEN true
        ELSE error(concat(
            'report ', of_report, ' prints no ', of_indicator, '; near it: ',
            array_to_string(arg_max(indicator, jaro_winkler_similarity(indicator, of_indicator), 3), ', ')
        )) END
    FROM (SELECT DISTINCT indicator FROM cells WHERE report_id = of_report)
);

-- A concept (concepts.concept) over the years: own figures of all bodies added up, with the breaks on the way.
-- 中文：可比概念的逐年合计：各主体本机关数据相加，并注明断点
-- Example: SELECT year, value, report_count, break_note FROM trend('req_new')
CREATE OR REPLACE MACRO trend(what) AS TABLE
SELECT
    s.year,
    sum(s.value) AS value,
    count(*) AS report_count,
    max(s.grade) AS worst_grade,
    any_value(b.note) AS break_note
FROM own_series s
LEFT JOIN breaks b ON b.concept = s.concept AND b.year = s.year
WHERE s.concept = what AND s.year IS NOT NULL
GROUP BY s.year
UNION ALL BY NAME SELECT NULL::SMALLINT AS year WHERE NOT known_concept(what)
ORDER BY year;

-- Who has most of a concept in a year, of bodies that speak for themselves.
-- 中文：某年某概念的排名：只计本机关数据
-- Example: SELECT place, agency_name, region_name, value FROM league('req_new', 2023) LIMIT 10
CREATE OR REPLACE MACRO league(what, in_year) AS TABLE
SELECT
    rank() OVER (ORDER BY s.value DESC) AS place,
    s.agency_name,
    s.region_name,
    s.value,
    s.grade,
    s.basis,
    r.url
FROM own_series s
JOIN reports r ON r.report_id = s.report_id AND r.year = in_year -- or those of all years are joined
WHERE s.concept = what AND s.year = in_year
UNION ALL BY NAME SELECT NULL::BIGINT AS place WHERE NOT known_concept(what)
ORDER BY place, agency_name;

-- The history of every body once printed under a name with these words: one row a year and concept.
-- 中文：名称（含曾用名）含有这些字的主体历年各概念的数据
-- Example: SELECT agency_name, year, value FROM agency('教育局') WHERE concept = 'req_new'
CREATE OR REPLACE MACRO agency(words) AS TABLE
SELECT a.agency_name, s.year, s.concept, s.value, s.grade, s.basis, s.scope, s.report_id
FROM agencies a
JOIN series s ON s.agency_id = a.agency_id
WHERE contains(array_to_string(a.aliases, ' '), words)
UNION ALL BY NAME SELECT NULL::VARCHAR AS agency_name WHERE NOT known_agency(words)
ORDER BY agency_name, year, concept;

-- The bodies with own figures of a concept in every year from … to …: what grows among them is no newcomer.
-- 中文：起止年度间每年都有本机关数据的主体：其增长不是新增主体所致
-- Example: SELECT year, sum(value) AS requests FROM own_series SEMI JOIN panel('req_new', 2022, 2023) USING (agency_id) WHERE concept = 'req_new' GROUP BY year
CREATE OR REPLACE MACRO panel(what, from_year, to_year) AS TABLE
SELECT agency_id
FROM (
    SELECT agency_id, count(DISTINCT year) AS year_count
    FROM own_series
    WHERE concept = what AND year BETWEEN from_year AND to_year
    GROUP BY agency_id
)
WHERE year_count = to_year - from_year + 1
UNION ALL SELECT NULL::BIGINT WHERE NOT known_concept(what);

-- Each body's own figure of a concept beside that of the year before, the largest change first.
-- 中文：各主体某概念与上一年度的对比，变化大的在前
-- Example: SELECT agency_name, year, value_before, value, change FROM changes('req_new') LIMIT 10
CREATE OR REPLACE MACRO changes(what) AS TABLE
FROM (
    SELECT
        t.agency_name,
        t.region_name,
        t.year,
        p.value AS value_before,
        t.value,
        t.value - p.value AS change,
        t.value::DOUBLE / nullif(p.value, 0)::DOUBLE AS factor,
        t.report_id
    FROM own_series t
    JOIN own_series p ON p.agency_id = t.agency_id AND p.concept = t.concept AND p.year = t.year - 1
    WHERE t.concept = what AND p.concept = what
    UNION ALL BY NAME SELECT NULL::VARCHAR AS agency_name WHERE NOT known_concept(what)
)
ORDER BY abs(change) DESC, agency_name, year;

-- Where the figures of an indicator in a report were printed: address, time, bytes, place and text.
-- 中文：某份年报某指标的出处：网址、抓取时间、字节位置、所在格子与原文
-- Example: SELECT applicant, raw, locator, url FROM provenance((SELECT min(report_id) FROM reports), 'req_new')
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
    coalesce(p.url, r.url) AS url,
    coalesce(p.fetched_at, c.fetched_at) AS fetched_at,
    coalesce(p.digest, r.digest) AS digest,
    r.batch || '.warc.gz' AS warc,
    coalesce(p.warc_offset, r.warc_offset) AS warc_offset,
    coalesce(p.byte_count, c.byte_count) AS byte_count,
    r.extractor_version
FROM cells f
JOIN reports r ON r.report_id = f.report_id
LEFT JOIN captures c ON c.batch = r.batch AND c.warc_offset = r.warc_offset
-- The figure of an article's further page stands on that page: part:ADDRESS!html:t1/r2/c3.
LEFT JOIN captures p
    ON p.batch = r.batch
    AND p.site_id = r.site_id
    AND p.role = 'part'
    AND p.digest IS NOT NULL
    AND p.outcome IN ('fetched', 'unchanged', 'duplicate')
    AND p.url = regexp_extract(f.locator, '^part:(.*)!', 1)
WHERE f.report_id = of_report AND f.indicator = of_indicator
UNION ALL BY NAME SELECT NULL::VARCHAR AS indicator WHERE NOT known_cell(of_report, of_indicator)
ORDER BY locator;
