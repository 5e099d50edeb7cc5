-- How many values of each column could not be read.
SELECT
    name,
    count(*) AS unreadable_values
FROM (SELECT unnest(string_split(unreadable, ',')) AS name FROM staged WHERE unreadable IS NOT NULL)
GROUP BY name
ORDER BY name;
