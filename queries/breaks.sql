SELECT
    mart,
    place,
    year,
    reason
FROM breaks
ORDER BY mart, year, place
