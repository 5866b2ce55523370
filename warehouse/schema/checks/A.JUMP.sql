-- info
-- no figure of a body grows or falls twentyfold in a year from 50 or more
-- looks at: province
WITH jumps AS (
    SELECT t.report_id, unnest([
        {name: 'req_new', now: t.req_new, before: p.req_new},
        {name: 'license_decisions', now: t.license_decisions, before: p.license_decisions},
        {name: 'penalty_decisions', now: t.penalty_decisions, before: p.penalty_decisions},
        {name: 'coercion_decisions', now: t.coercion_decisions, before: p.coercion_decisions},
        {name: 'disp_review_total', now: t.disp_review_total, before: p.disp_review_total}
    ], max_depth := 2)
    FROM now t
    JOIN before p USING (agency_id, scope)
)

SELECT report_id, name AS place, now AS left_value, before AS right_value
FROM jumps
WHERE greatest(now, before) >= 50 AND greatest(now, before) > 20 * greatest(least(now, before), 1)
