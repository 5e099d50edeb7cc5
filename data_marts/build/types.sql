-- The values of a dimension, in the order of the catalogue, as types of one byte: readable, checked and quick to group.
-- A value that the catalogue does not know stops the build.
CREATE TYPE sex AS ENUM (SELECT value FROM dimension_values WHERE dimension = 'sex' ORDER BY position);
CREATE TYPE age_group AS ENUM (SELECT value FROM dimension_values WHERE dimension = 'age_group' ORDER BY position);
CREATE TYPE care AS ENUM (SELECT value FROM dimension_values WHERE dimension = 'care' ORDER BY position);
CREATE TYPE contact_type AS ENUM (
    SELECT value FROM dimension_values WHERE dimension = 'contact_type' ORDER BY position
);
CREATE TYPE diagnosis_group AS ENUM (
    SELECT value FROM dimension_values WHERE dimension = 'diagnosis_group' ORDER BY position
);
CREATE TYPE urgency AS ENUM('acute', 'planned', 'unstated');
CREATE TYPE newness AS ENUM('new', 'returning', 'continuing');
CREATE TYPE organisation AS ENUM (SELECT code FROM reference_organisations ORDER BY sort_order, code);
CREATE TYPE residence AS ENUM (SELECT code FROM reference_residence_areas ORDER BY sort_order, code);
