-- Persons with PROM forms but no row of a contact or stay: from another extract, or under another pseudonym. Many mean
-- that the two deliveries do not share their numbers.
INSERT INTO checked_found BY NAME
SELECT DISTINCT forms.lopenr AS person
FROM delivered_prom AS forms
ANTI JOIN checked_persons AS persons ON forms.lopenr = persons.person;
