-- A row a batch: the last report years that its documents and its links name, and the one whose reports were due when
-- its last page was asked for (by 31 March, 条例 第五十条).
WITH named AS (
    SELECT batch, year AS named_year, NULL AS due_year FROM core_documents WHERE year BETWEEN 2008 AND 2100
    UNION ALL
    SELECT batch, expected_year, NULL FROM core_captures WHERE expected_year BETWEEN 2008 AND 2100
    UNION ALL
    SELECT batch, NULL, year(day) - if(month(day) >= 4, 1, 2)
    FROM (SELECT batch, try_cast(left(fetched_at, 10) AS DATE) AS day FROM core_captures)
)

SELECT batch, max(named_year)::INTEGER AS named_year, max(due_year)::INTEGER AS due_year FROM named GROUP BY batch
