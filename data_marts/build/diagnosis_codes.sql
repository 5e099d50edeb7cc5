-- The group of every axis 1 code that was delivered: the longest pattern that the code begins with decides, so that
-- F90 is found before F. No code, and a code that fits no pattern, is "missing".
CREATE TABLE diagnosis_codes AS
WITH delivered AS (
    SELECT DISTINCT tilst1akse1 AS code
    FROM delivered_episodes
    WHERE tilst1akse1 IS NOT NULL
),

fitting AS (
    SELECT
        delivered.code,
        groups.diagnosis_group,
        length(groups.pattern) AS fit
    FROM delivered
    INNER JOIN reference_diagnosis_groups AS groups ON starts_with(delivered.code, groups.pattern)
    WHERE groups.pattern <> ''
)

SELECT
    code,
    arg_max(diagnosis_group, fit)::DIAGNOSIS_GROUP AS diagnosis_group
FROM fitting
GROUP BY code;
