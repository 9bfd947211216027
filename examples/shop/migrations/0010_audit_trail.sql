-- Migration: who changed a price, and when
-- Purpose: prices and stock are the two things that everybody asks about afterwards

CREATE TABLE shop.audit_trail (
    audit_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_name text NOT NULL,
    operation  text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE')),
    row_key    text NOT NULL,
    before     jsonb,
    after      jsonb,
    changed_by text NOT NULL DEFAULT current_user,
    changed_at timestamptz NOT NULL DEFAULT now()
);

-- The trail is only ever appended to, and read by time: a BRIN index costs next to nothing.
CREATE INDEX audit_trail_changed_at_idx ON shop.audit_trail USING brin (changed_at);

COMMENT ON TABLE shop.audit_trail IS 'Rows as they were and as they became';

CREATE FUNCTION shop.write_audit_trail() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    key_column text := TG_ARGV[0];
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    became jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
BEGIN
    INSERT INTO shop.audit_trail (table_name, operation, row_key, before, after, changed_by)
    VALUES (TG_TABLE_NAME, TG_OP, coalesce(became, was) ->> key_column, was, became, session_user);
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION shop.write_audit_trail() IS 'Trigger: its argument names the column that identifies the row';

CREATE TRIGGER products_audit AFTER UPDATE OF price OR DELETE ON shop.products
    FOR EACH ROW EXECUTE FUNCTION shop.write_audit_trail('sku');
