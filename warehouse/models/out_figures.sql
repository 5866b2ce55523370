SELECT
    h.* EXCLUDE ("row", form),
    {figures}
FROM heads h
JOIN pivot_printed v USING ("row")
