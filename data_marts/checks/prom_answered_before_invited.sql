-- A form that was answered before it was sent: one of the dates is wrong.
INSERT INTO checked_found BY NAME
SELECT
    lopenr AS person,
    concat_ws(' ', instrument, informant) AS value
FROM delivered_prom
WHERE answered_date < invited_date;
