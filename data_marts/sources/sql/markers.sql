-- Which of the usual texts for no value stand in one column of a file.
SELECT DISTINCT code
FROM column_texts
WHERE list_contains($markers::VARCHAR[], code);
