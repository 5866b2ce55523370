-- The head of every reading and the sizes of its lists; the lists themselves stay in the files.
SELECT
    * EXCLUDE (cells, checks, problems, sections, mentions, filename),
    len(cells)::INTEGER AS cell_count,
    len(list_filter(cells, lambda c: c.status = 'unreadable'))::INTEGER AS unreadable_count,
    len(list_filter(checks, lambda c: c.outcome = 'failed' AND c.severity = 'error'))::INTEGER AS failed_count,
    len(problems)::INTEGER AS all_problem_count,
    len(list_filter(problems, lambda p: p.severity <> 'info'))::INTEGER AS problem_count,
    len(sections)::INTEGER AS section_count
FROM stg_documents
