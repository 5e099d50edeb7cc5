-- One row per person: the smallest and largest sex and year of birth among those that are stated.
CREATE OR REPLACE TEMP TABLE checked_persons AS
SELECT
    lopenr AS person,
    min(kjonn) FILTER (WHERE kjonn IN (1, 2)) AS least_sex,
    max(kjonn) FILTER (WHERE kjonn IN (1, 2)) AS largest_sex,
    min(fodselsar) FILTER (WHERE fodselsar < 9999) AS first_birth_year,
    max(fodselsar) FILTER (WHERE fodselsar < 9999) AS last_birth_year
FROM delivered_episodes
GROUP BY lopenr;
