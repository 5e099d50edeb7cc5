-- Oslo is divided between four areas by city district. Without a known one the row goes to the area that has the rest.
INSERT INTO checked_found BY NAME
SELECT
    delivered.lopenr AS person,
    delivered.aar::VARCHAR AS period
FROM delivered_episodes AS delivered
LEFT JOIN checked_district_places AS districts ON delivered.bydel2 = districts.district AND districts.district <> 99
WHERE delivered.komnrhjem2 = '0301' AND districts.district IS NULL;
