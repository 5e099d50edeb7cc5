-- Rows of PROM that taking in set aside for one reason, by file.
INSERT INTO checked_found BY NAME
SELECT
    file,
    lopenr AS person
FROM staged_prom
WHERE reason = $reason;
