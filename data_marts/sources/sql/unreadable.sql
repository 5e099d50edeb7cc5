-- Values of a staged file that could not be read, by column.
WITH names AS (
    SELECT unnest(unreadable) AS name
    FROM staged_file
)

SELECT
    name,
    count(*) AS found
FROM names
GROUP BY name
ORDER BY name;
