-- warn
-- requests in the text are those of table three: new ones, or new and carried in together
-- looks at: province
SELECT t.report_id, 'req_new' AS place, min(m.value) AS left_value, any_value(t.req_new) AS right_value
FROM now t
JOIN mentions m USING (report_id)
WHERE m.concept = 'n_req_received' AND t.req_new IS NOT NULL
GROUP BY t.report_id, t.req_new, t.req_carried_in
HAVING NOT bool_or(m.value IN (t.req_new, t.req_new + coalesce(t.req_carried_in, 0)) OR m.is_approximate)
