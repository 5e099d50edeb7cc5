-- Kommuner and city districts with the area that they belong to, by which visitors look for it.
SELECT
    name,
    area
FROM place_names
ORDER BY name, area
