-- A column that the contract knows and the file does not have: what rests on it is missing for the whole file.
INSERT INTO checked_found BY NAME
SELECT
    file,
    name AS value
FROM checked_missing_columns;
