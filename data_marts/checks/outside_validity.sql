-- Contacts at an organisation in a year in which it is not valid: its years are wrong, or the number was used on.
INSERT INTO checked_found BY NAME
SELECT
    months.person,
    months.organisation,
    year(months.month)::VARCHAR AS period,
    months.contacts AS amount
FROM checked_person_months AS months
INNER JOIN checked_organisations AS organisations ON months.organisation = organisations.code
WHERE year(months.month) NOT BETWEEN organisations.valid_from AND organisations.valid_to;
