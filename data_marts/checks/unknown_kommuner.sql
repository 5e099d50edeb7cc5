-- Numbers of residence that are no Norwegian kommune of any year and no known other number (Svalbard, abroad). The
-- persons count where they are treated but in no rate. What has not the form of a number is not shown.
INSERT INTO checked_found BY NAME
SELECT
    delivered.lopenr AS person,
    delivered.aar::VARCHAR AS period,
    CASE
        WHEN delivered.komnrhjem2 IS NULL THEN 'empty'
        WHEN regexp_full_match(delivered.komnrhjem2, '\d{4}') THEN delivered.komnrhjem2
        ELSE 'not four digits'
    END AS value
FROM delivered_episodes AS delivered
LEFT JOIN checked_kommune_places AS known
    ON delivered.aar = known.delivered_year AND delivered.komnrhjem2 = known.kommune
WHERE
    known.kommune IS NULL
    AND NOT coalesce(list_contains($codes_komnrhjem2_elsewhere::VARCHAR[], delivered.komnrhjem2), FALSE);
