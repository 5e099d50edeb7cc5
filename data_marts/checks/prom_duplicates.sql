-- The same score twice: same person, unit, instrument, informant, scale, measuring point and dates.
INSERT INTO checked_found BY NAME
SELECT
    file,
    lopenr AS person
FROM delivered_prom
QUALIFY
    row_number() OVER (
        PARTITION BY
            lopenr, orgnr, instrument, informant, scale, measuring_point, invited_date, answered_date
        ORDER BY file, row
    ) > 1;
