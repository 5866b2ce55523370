-- How each form gives each comparable line, in the order in which the ways are tried.
SELECT concept, rank, expression FROM concepts ORDER BY concept, rank
