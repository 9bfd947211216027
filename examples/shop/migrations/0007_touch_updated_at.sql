-- Migration: updated_at is kept by the database
-- Purpose: no service can forget it, in whatever language it is written

CREATE FUNCTION shop.touch_updated_at() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;

COMMENT ON FUNCTION shop.touch_updated_at() IS 'Trigger: stamps a row that really changed';

CREATE TRIGGER customers_touch BEFORE UPDATE ON shop.customers
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION shop.touch_updated_at();

-- OLD.* would include search, which is generated later than this trigger fires.
CREATE TRIGGER products_touch BEFORE UPDATE ON shop.products
    FOR EACH ROW
    WHEN ((OLD.sku, OLD.category_id, OLD.name, OLD.price, OLD.attributes)
          IS DISTINCT FROM (NEW.sku, NEW.category_id, NEW.name, NEW.price, NEW.attributes))
    EXECUTE FUNCTION shop.touch_updated_at();

CREATE TRIGGER inventory_touch BEFORE UPDATE ON shop.inventory
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION shop.touch_updated_at();

CREATE TRIGGER orders_touch BEFORE UPDATE ON shop.orders
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION shop.touch_updated_at();
