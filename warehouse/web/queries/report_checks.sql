-- The arithmetic of the form, asked of a report.
SELECT
    k.report_id::VARCHAR AS page_key,
    k.rule_id,
    k.scope,
    k.outcome,
    k.severity,
    k.left_value,
    k.right_value,
    k.verdict,
    k.note,
    u.why,
    u.statement_zh
FROM checks k
LEFT JOIN rules u ON u.check_id = k.rule_id
WHERE list_contains($keys, k.report_id::VARCHAR) AND k.outcome <> 'not_applicable'
ORDER BY page_key, k.outcome, k.severity, k.rule_id, k.scope
