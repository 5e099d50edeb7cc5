-- Persons with a reservation in force who have episodes here, and all rows of such persons.
SELECT
    count(DISTINCT lopenr) FILTER (WHERE kind = 'episodes') AS persons,
    coalesce(sum(number), 0)::BIGINT AS rows
FROM left_rows;
