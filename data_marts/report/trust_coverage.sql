-- Patients of each trust and wholly delivered year, and those with a code on axis 1 in any of its units that year.
SELECT
    trust,
    year,
    count(*) AS persons,
    count(*) FILTER (WHERE is_coded) AS coded
FROM (
    SELECT
        organisations.trust,
        months.person,
        year(months.month) AS year,
        bool_or(months.is_coded) AS is_coded
    FROM checked_person_months AS months
    INNER JOIN checked_organisations AS organisations ON months.organisation = organisations.code
    GROUP BY organisations.trust, year(months.month), months.person
) AS patients
WHERE list_contains($years::INTEGER[], year)
GROUP BY trust, year
ORDER BY trust, year;
