-- Persons whose sex no row states (0 not known, 9 not stated): they count in totals alone.
INSERT INTO checked_found BY NAME
SELECT person
FROM checked_persons
WHERE least_sex IS NULL;
