-- Distinct persons of the rows that each file keeps. Not to be added up: one person may be in several files.
SELECT
    file,
    count(DISTINCT lopenr) AS persons
FROM (
    SELECT
        file,
        lopenr
    FROM delivered_episodes
    UNION ALL
    SELECT
        file,
        lopenr
    FROM delivered_prom
) AS kept
GROUP BY file
ORDER BY file;
