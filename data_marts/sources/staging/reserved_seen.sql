-- Who of those with a reservation has rows in the file: remembered as long as the delivery is being taken in, to be counted.
INSERT INTO reserved_seen
SELECT DISTINCT as_whole(raw.lopenr) AS person
FROM raw_rows AS raw
SEMI JOIN reserved_persons AS reserved ON as_whole(raw.lopenr) = reserved.person;
