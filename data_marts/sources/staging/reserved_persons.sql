-- Persons with a reservation in force. A withdrawn reservation no longer holds; one of several that stands is enough.
SELECT DISTINCT lopenr AS person
FROM reservations
WHERE withdrawn_date IS NULL
