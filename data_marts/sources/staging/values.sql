-- How a text of any delivery becomes a value. Each answers NULL for what it cannot read. Types drift between deliveries: a
-- number may come as text, as 983974880.0, or as a SAS number; a day as text in three forms, or counted from 1960.

-- A whole number, also where it was written as a decimal one without decimals.
CREATE MACRO as_whole(txt) AS
CASE
    WHEN regexp_full_match(txt, '[+-]?[0-9]{1,18}') THEN try_cast(txt AS BIGINT)
    WHEN regexp_full_match(txt, '[+-]?[0-9]{1,18}[.,]0*') THEN try_cast(regexp_extract(txt, '[+-]?[0-9]+') AS BIGINT)
    WHEN regexp_full_match(txt, '[0-9.]+[eE][+]?[0-9]+') AND try_cast(txt AS DOUBLE) < 1e15
        THEN CASE WHEN try_cast(txt AS DOUBLE) = floor(try_cast(txt AS DOUBLE)) THEN try_cast(txt AS DOUBLE)::BIGINT END
END;

CREATE MACRO as_number(txt) AS
CASE WHEN regexp_full_match(txt, '[+-]?[0-9]{0,15}[.,]?[0-9]*') THEN try_cast(replace(txt, ',', '.') AS DOUBLE) END;

-- A day: 2024-03-01 (with or without a time behind it), 01.03.2024, 20240301; or a SAS number: days since 1960, or
-- seconds since then. 99999 days end in 2233, a day of eight digits begins with 19 or 20, seconds have nine digits and more.
CREATE MACRO as_day(txt) AS
CASE
    WHEN regexp_full_match(txt, '[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?') THEN try_cast(substr(txt, 1, 10) AS DATE)
    WHEN regexp_full_match(txt, '[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}') THEN try_strptime(txt, '%d.%m.%Y')::DATE
    WHEN regexp_full_match(txt, '(19|20)[0-9]{6}([.]0*)?') THEN try_strptime(substr(txt, 1, 8), '%Y%m%d')::DATE
    WHEN as_whole(txt) BETWEEN 1 AND 99999 THEN DATE '1960-01-01' + as_whole(txt)::INTEGER
    WHEN as_whole(txt) BETWEEN 100000000 AND 9999999999 THEN DATE '1960-01-01' + (as_whole(txt) // 86400)::INTEGER
END;

-- A time of day: 08:30, 08:30:00, or seconds since midnight.
CREATE MACRO as_time(txt) AS
CASE
    WHEN regexp_full_match(txt, '[0-9]{1,2}:[0-9]{2}') THEN try_cast(txt || ':00' AS TIME)
    WHEN regexp_full_match(txt, '[0-9]{1,2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?') THEN try_cast(txt AS TIME)
    WHEN as_whole(txt) BETWEEN 0 AND 86399 THEN TIME '00:00:00' + to_seconds(as_whole(txt))
END;

-- A kommune number has four digits; one that was taken for a number has lost its first zero.
CREATE MACRO as_kommune(txt) AS
CASE WHEN as_whole(txt) BETWEEN 0 AND 9999 THEN lpad(as_whole(txt)::VARCHAR, 4, '0') END;

-- A code: upper case, without points and blanks. F90.0 and f900 are the same code.
CREATE MACRO as_code(txt) AS nullif(regexp_replace(upper(txt), '[^A-Z0-9]', '', 'g'), '');
