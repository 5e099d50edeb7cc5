-- Every kommune (of Oslo: district) with children should have somebody in treatment in a year; one without may mean
-- that a number is mapped wrongly. The number expected is what the country's average would give: small places may be
-- empty.
INSERT INTO checked_found BY NAME
WITH numbers AS (
    SELECT
        aar AS year,
        komnrhjem2 AS kommune,
        bydel2 AS district,
        count(DISTINCT lopenr) AS persons
    FROM delivered_episodes
    GROUP BY aar, komnrhjem2, bydel2
),

active AS (
    SELECT
        numbers.year,
        coalesce(in_district.place, known.place) AS place,
        sum(numbers.persons) AS persons
    FROM numbers
    INNER JOIN checked_kommune_places AS known
        ON numbers.year = known.delivered_year AND numbers.kommune = known.kommune
    LEFT JOIN checked_district_places AS in_district
        ON known.has_districts AND numbers.district = in_district.district
    GROUP BY numbers.year, coalesce(in_district.place, known.place)
),

inhabited AS (
    SELECT
        inhabitants.year,
        inhabitants.area,
        inhabitants.children,
        places.place
    FROM checked_inhabitants AS inhabitants
    INNER JOIN checked_places AS places ON inhabitants.area = places.code
    WHERE
        inhabitants.children > 0
        AND list_contains($years::INTEGER[], inhabitants.year)
        -- Oslo without a district is a rest and no place with people of its own.
        AND NOT (length(inhabitants.area) > 4 AND ends_with(inhabitants.area, '99'))
        -- Of a kommune that was divided later, one part is given all its people: the others can have none yet.
        AND NOT EXISTS (
            SELECT 1
            FROM checked_later_parts AS parts
            WHERE parts.area = inhabitants.area AND inhabitants.year < parts.since
        )
),

rates AS (
    SELECT
        inhabited.year,
        sum(coalesce(active.persons, 0)) / sum(inhabited.children) AS rate
    FROM inhabited
    LEFT JOIN active ON inhabited.year = active.year AND inhabited.place = active.place
    GROUP BY inhabited.year
)

SELECT
    inhabited.year::VARCHAR AS period,
    inhabited.area AS value,
    0 AS persons_behind,
    0 AS observed,
    round(inhabited.children * rates.rate, 1) AS expected
FROM inhabited
INNER JOIN rates ON inhabited.year = rates.year
ANTI JOIN active ON inhabited.year = active.year AND inhabited.place = active.place;
