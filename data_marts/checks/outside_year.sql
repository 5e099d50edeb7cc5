-- Dates that do not belong to the file's year: a contact on another year's day, a stay that began after the year or
-- ended before it. Stays that began earlier and went on are as they should be.
INSERT INTO checked_found BY NAME
SELECT
    file,
    lopenr AS person,
    CASE WHEN omsorgsniva = 1 THEN 'stay' ELSE 'contact' END AS value
FROM delivered_episodes
WHERE
    CASE
        WHEN omsorgsniva = 1 THEN year(inndato) > aar OR year(utdato) < aar
        ELSE year(inndato) <> aar
    END;
