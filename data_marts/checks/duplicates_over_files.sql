-- The same row in the files of several years, such as December's rows once more in January's. Stays over New Year are
-- in both files as they should be (new_year_stays).
INSERT INTO checked_found BY NAME
SELECT
    file,
    person
FROM checked_repeated_rows
WHERE number_in_all > 1 AND number_in_file = 1 AND file <> first_file AND NOT is_over_new_year;
