-- A last day after the end of what was delivered: dates that cannot be known yet, or a wrong period in the description.
INSERT INTO checked_found BY NAME
SELECT
    file,
    lopenr AS person
FROM delivered_episodes
WHERE utdato > $delivered_through;
