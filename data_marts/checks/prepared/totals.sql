-- What the findings are a part of.
SELECT
    episodes.rows,
    episodes.oslo_rows,
    (SELECT count(*) FROM checked_persons) AS persons,
    (SELECT count(*) FROM staged_episodes) AS delivered_rows,
    (SELECT count(*) FROM checked_inpatient_rows) AS inpatient_rows,
    (SELECT count(*) FROM delivered_prom) AS prom_rows,
    (SELECT count(*) FROM staged_prom) AS delivered_prom_rows,
    (SELECT count(*) FROM checked_files) AS files,
    (SELECT count(*) FROM checked_expected) AS unit_months,
    (SELECT count(*) FROM checked_unit_years) AS unit_years,
    (
        SELECT count(*)
        FROM checked_organisations AS units
        WHERE
            units.level = 'unit'
    )
    * len($years) AS expected_unit_years,
    (
        SELECT count(*)
        FROM checked_inhabitants AS inhabitants
        WHERE
            inhabitants.children > 0
            AND list_contains($years::INTEGER[], inhabitants.year)
    ) AS kommune_years
FROM (
    SELECT
        count(*) AS rows,
        count(*) FILTER (WHERE komnrhjem2 = '0301') AS oslo_rows
    FROM delivered_episodes
) AS episodes;
