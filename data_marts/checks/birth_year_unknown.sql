-- Persons without any stated year of birth: without an age they are in no mart.
INSERT INTO checked_found BY NAME
SELECT person
FROM checked_persons
WHERE first_birth_year IS NULL;
