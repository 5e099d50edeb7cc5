-- Distinct persons with a kept row of a contact or stay.
SELECT count(*) AS persons
FROM checked_persons;
