-- One person with several years of birth (9999 is none): her age, and so whether she counts at all, is uncertain.
INSERT INTO checked_found BY NAME
SELECT person
FROM checked_persons
WHERE first_birth_year <> last_birth_year;
