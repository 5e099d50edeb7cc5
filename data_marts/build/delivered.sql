-- What was taken in and not set aside: the rows that are counted. A row counts at the first of its organisations that
-- is known, so that number stands in the place of the first one; all of them stand in staged_episodes.
CREATE VIEW delivered_episodes AS
SELECT * EXCLUDE (unit, file, row, reason, unreadable) REPLACE (unit AS behandlingsstedkode)
FROM staged_episodes
WHERE reason IS NULL;

CREATE VIEW delivered_prom AS
SELECT * EXCLUDE (file, row, reason, unreadable)
FROM staged_prom
WHERE reason IS NULL;

CREATE VIEW delivered_beds AS
SELECT * EXCLUDE (file, row, reason, unreadable)
FROM staged_beds;
