-- Born after the year of the contact, or more than 110 years before it: SKDE's bounds for an age that can be right.
INSERT INTO checked_found BY NAME
SELECT
    file,
    lopenr AS person
FROM delivered_episodes
WHERE fodselsar < 9999 AND aar - fodselsar NOT BETWEEN 0 AND 110;
