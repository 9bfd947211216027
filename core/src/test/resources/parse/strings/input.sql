SELECT 'C:\', E'C:\\\';', N'n', B'01', X'1f', U&'d\0061t+000061' UESCAPE '!', 'a'
  'b;c', E'x''\';' -- continued
  'y\';';
SET standard_conforming_strings TO off;
SELECT 'it\'s; \\', N'\';', E'\'';
RESET standard_conforming_strings;
SELECT 'C:\';
SELECT :name, :'name', a::text, $1, a$b, $größe$;$größe$, @-5 /*+ hint; */;
