-- One person with both sexes: two persons under one pseudonym, or a slip of the hand. The last stated one is used.
INSERT INTO checked_found BY NAME
SELECT person
FROM checked_persons
WHERE least_sex <> largest_sex;
