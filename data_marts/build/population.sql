-- Statistics Norway's population of 1 January by area of residence, sex and age group, with all totals. Kommuner and
-- city districts are put into the area they belonged to that year.
CREATE TABLE population AS
WITH inhabitants AS (
    UNPIVOT reference_population
    ON COLUMNS('age_\d+')
    INTO NAME age VALUE persons
),

grouped AS (
    SELECT
        inhabitants.year,
        place_areas.area::RESIDENCE AS area,
        inhabitants.sex::SEX AS sex,
        age_groups.age_group::AGE_GROUP AS age_group,
        sum(inhabitants.persons) AS persons
    FROM inhabitants
    INNER JOIN places ON inhabitants.area = places.code
    INNER JOIN place_areas ON places.place = place_areas.place AND inhabitants.year = place_areas.year
    INNER JOIN age_groups ON replace(inhabitants.age, 'age_', '')::SMALLINT = age_groups.age
    GROUP BY ALL
)

SELECT
    grouped.year,
    closure.residence,
    sexes.shown AS sex,
    ages.shown AS age_group,
    sum(grouped.persons)::BIGINT AS population
FROM grouped
INNER JOIN residence_closure AS closure ON grouped.area = closure.area
INNER JOIN sex_levels AS sexes ON grouped.sex = sexes.own
INNER JOIN age_levels AS ages ON grouped.age_group = ages.own
GROUP BY ALL;
