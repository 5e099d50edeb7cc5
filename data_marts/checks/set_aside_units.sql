-- Unknown numbers of treating units, with how often: a new unit must be added to organisations.csv, a slip of the hand
-- corrected where it was made. A number of a unit is no person's data, but one with more digits than an organisation
-- number has may be something else that ended up in the column, and is not shown.
INSERT INTO checked_found BY NAME
WITH numbered AS (
    SELECT
        lopenr AS person,
        coalesce(nullif(behandlingsstedkode, 99), nullif(institusjonid, 99), hf) AS number
    FROM staged_episodes
    WHERE reason = 'unknown_unit'
)

SELECT
    person,
    CASE
        WHEN number IS NULL THEN 'no number'
        WHEN number BETWEEN 0 AND 999999999 THEN number::VARCHAR
        ELSE 'a number of ' || length(abs(number)::VARCHAR) || ' digits'
    END AS value
FROM numbered;
