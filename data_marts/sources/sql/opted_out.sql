-- A withdrawn reservation no longer holds; of several of one person, one in force is enough.
CREATE TABLE reserved_persons AS
SELECT DISTINCT lopenr
FROM staged_reservations
WHERE withdrawn_date IS NULL;

-- Their rows, counted while they are left out; the numbers stay in memory.
CREATE TABLE left_rows (kind VARCHAR, lopenr BIGINT, number BIGINT);
