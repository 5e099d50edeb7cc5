-- Rows of persons who turn 18 or more in the year: left out of all marts, which are about ages 0-17, and told here.
INSERT INTO checked_found BY NAME
SELECT
    lopenr AS person,
    aar::VARCHAR AS period
FROM delivered_episodes
WHERE fodselsar < 9999 AND aar - fodselsar BETWEEN 18 AND 110;
