\set ON_ERROR_STOP on
SELECT 1;
\i functions/update_tsv.sql
SELECT current_database() AS db \gset
\copy users from 'users.csv'
