-- The macros that people ask with; what helps these stands in no list.
SELECT macro, call, description_zh, description_en, example, ord::SMALLINT AS ord
FROM (VALUES
{macros}
) v(macro, call, description_zh, description_en, example, ord)
