CREATE OR REPLACE FUNCTION add(a int, b int) RETURNS int
  LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
  SELECT CASE WHEN a IS NULL THEN b ELSE a + b END;
  SELECT a + b AS end;
END;

CREATE PROCEDURE "odd;name"(INOUT x int DEFAULT (1 + 1))
AS $body$
DECLARE
  q text := $q$SELECT ';'$q$;
BEGIN
  EXECUTE q; /* ; */
END
$body$ LANGUAGE plpgsql;

CREATE RULE notify_me AS ON UPDATE TO mytable DO ALSO (
  NOTIFY mytable;
  INSERT INTO log VALUES ('a;b');
);

DO $$ BEGIN IF current_database() NOT LIKE '%test%' THEN NULL; END IF; END $$;
CALL "odd;name"(1);
