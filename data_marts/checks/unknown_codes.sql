-- Codes that are in no code list of their column (codes.toml). NULL is no code. A new code may mean anything, so that
-- each is shown with how often it stands; what is made from the column treats it as any other.
INSERT INTO checked_found BY NAME
WITH suspected AS (
    SELECT
        lopenr AS person,
        CASE WHEN NOT list_contains($codes_kjonn::INTEGER[], kjonn) THEN kjonn END AS kjonn,
        CASE WHEN NOT list_contains($codes_omsorgsniva::INTEGER[], omsorgsniva) THEN omsorgsniva END AS omsorgsniva,
        CASE WHEN NOT list_contains($codes_kontakttype::INTEGER[], kontakttype) THEN kontakttype END AS kontakttype,
        CASE
            WHEN NOT list_contains($codes_polkonaktivitet::INTEGER[], polkonaktivitet) THEN polkonaktivitet
        END AS polkonaktivitet,
        CASE
            WHEN NOT list_contains($codes_stedaktivitet::INTEGER[], stedaktivitet) THEN stedaktivitet
        END AS stedaktivitet,
        CASE WHEN NOT list_contains($codes_innmatehast::INTEGER[], innmatehast) THEN innmatehast END AS innmatehast,
        CASE
            WHEN NOT list_contains($codes_ventetidsluttkode::INTEGER[], ventetidsluttkode) THEN ventetidsluttkode
        END AS ventetidsluttkode,
        CASE
            WHEN NOT list_contains($codes_retttilhelsehjelp::INTEGER[], retttilhelsehjelp) THEN retttilhelsehjelp
        END AS retttilhelsehjelp
    FROM delivered_episodes
),

unknown AS (
    SELECT *
    FROM suspected
    WHERE
        coalesce(
            kjonn, omsorgsniva, kontakttype, polkonaktivitet, stedaktivitet, innmatehast, ventetidsluttkode,
            retttilhelsehjelp
        ) IS NOT NULL
),

by_column AS (
    UNPIVOT unknown
    ON
    kjonn, omsorgsniva, kontakttype, polkonaktivitet, stedaktivitet, innmatehast, ventetidsluttkode,
    retttilhelsehjelp
    INTO NAME name VALUE code
)

SELECT
    person,
    name || ' ' || code AS value
FROM by_column;
