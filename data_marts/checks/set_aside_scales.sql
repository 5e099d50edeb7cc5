-- PROM scales that are not configured, by name. What does not look like the name of a scale is not shown: text that
-- slipped into the wrong column may be anything.
INSERT INTO checked_found BY NAME
WITH named AS (
    SELECT
        lopenr AS person,
        concat_ws(' ', instrument, informant, scale) AS name
    FROM staged_prom
    WHERE reason = 'unknown_scale'
)

SELECT
    person,
    CASE
        WHEN regexp_full_match(name, '[A-Za-z][A-Za-z0-9 _-]{0,49}') AND NOT regexp_matches(name, '[0-9]{5}') THEN name
        ELSE 'other text'
    END AS value
FROM named;
