-- Rows of a sector that is neither the own one nor listed as another, or of a care level that is neither outpatient, day
-- nor inpatient: what they are is not known, and the build refuses to count without them.
INSERT INTO checked_found BY NAME
SELECT
    lopenr AS person,
    CASE
        WHEN sektor IS DISTINCT FROM '3' THEN 'sektor ' || coalesce(sektor, 'NULL')
        ELSE 'omsorgsniva ' || omsorgsniva
    END AS value
FROM delivered_episodes
WHERE sektor IS DISTINCT FROM '3' OR NOT list_contains($codes_omsorgsniva::INTEGER[], omsorgsniva);
