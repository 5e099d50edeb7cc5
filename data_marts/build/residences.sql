-- Every area of residence with itself and all that it is part of.
CREATE TABLE residence_closure AS
WITH RECURSIVE upwards (area, residence) AS (
    SELECT
        code,
        code
    FROM reference_residence_areas
    UNION ALL
    SELECT
        below.area,
        areas.parent
    FROM upwards AS below
    INNER JOIN reference_residence_areas AS areas ON below.residence = areas.code
    WHERE areas.parent IS NOT NULL
)

SELECT
    area::RESIDENCE AS area,
    residence::RESIDENCE AS residence
FROM upwards;
