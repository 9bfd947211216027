-- Migration: stock follows orders
-- Purpose: an order line reserves what it sells; shipping takes it from the shelf; cancelling gives it back

CREATE FUNCTION shop.reserve_stock() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE shop.inventory AS i
       SET reserved = i.reserved + NEW.quantity
     WHERE i.product_id = NEW.product_id
       AND i.on_hand - i.reserved >= NEW.quantity;

    IF NOT FOUND THEN
        RAISE EXCEPTION 'product % has fewer than % left', NEW.product_id, NEW.quantity
            USING ERRCODE = 'check_violation',
                  HINT = 'Order fewer, or wait for the next delivery.';
    END IF;

    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION shop.reserve_stock() IS 'Trigger: refuses a line that the shelf cannot serve';

CREATE TRIGGER order_lines_reserve AFTER INSERT ON shop.order_lines
    FOR EACH ROW EXECUTE FUNCTION shop.reserve_stock();

CREATE FUNCTION shop.settle_stock() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF NEW.status = 'cancelled' THEN
        UPDATE shop.inventory AS i
           SET reserved = i.reserved - l.quantity
          FROM shop.order_lines AS l
         WHERE l.order_id = NEW.order_id AND i.product_id = l.product_id;
        RETURN NULL;
    END IF;

    UPDATE shop.inventory AS i
       SET on_hand = i.on_hand - l.quantity,
           reserved = i.reserved - l.quantity
      FROM shop.order_lines AS l
     WHERE l.order_id = NEW.order_id AND i.product_id = l.product_id;

    INSERT INTO shop.stock_movements (product_id, quantity, reason)
    SELECT l.product_id, -l.quantity, 'sale'
      FROM shop.order_lines AS l
     WHERE l.order_id = NEW.order_id;

    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION shop.settle_stock() IS 'Trigger: turns a reservation into a sale, or back into stock';

CREATE TRIGGER orders_settle AFTER UPDATE OF status ON shop.orders
    FOR EACH ROW
    WHEN (OLD.status IN ('open', 'paid') AND NEW.status IN ('shipped', 'cancelled'))
    EXECUTE FUNCTION shop.settle_stock();
