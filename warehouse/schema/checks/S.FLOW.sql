-- info
-- requests closed are not more than those received and those left open the year before (the form prints no backlog)
-- looks at: province
SELECT
    t.report_id,
    's14_closed_total' AS place,
    t.s14_closed_total AS left_value,
    t.s14_app_received + p.s14_app_received - p.s14_closed_total AS right_value
FROM now t
JOIN before p USING (agency_id, scope)
WHERE t.s14_closed_total > t.s14_app_received + greatest(p.s14_app_received - p.s14_closed_total, 0)
