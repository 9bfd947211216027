-- Migration: what an order costs, and what is still owed

CREATE FUNCTION shop.order_total(of_order bigint) RETURNS numeric
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(sum(l.quantity * l.unit_price), 0)
      FROM shop.order_lines AS l
     WHERE l.order_id = of_order;
END;

COMMENT ON FUNCTION shop.order_total(bigint) IS 'The sum of an order''s lines';

CREATE FUNCTION shop.order_balance(of_order bigint) RETURNS numeric
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT shop.order_total(of_order)
         - coalesce(sum(CASE p.kind WHEN 'refund' THEN -p.amount ELSE p.amount END), 0)
      FROM shop.payments AS p
     WHERE p.order_id = of_order;
END;

COMMENT ON FUNCTION shop.order_balance(bigint) IS 'What the customer still owes; negative when the shop does';

CREATE VIEW shop.order_overview WITH (security_invoker) AS
SELECT o.order_id,
       c.full_name AS customer,
       o.status,
       o.ordered_at,
       shop.order_total(o.order_id) AS total,
       shop.order_balance(o.order_id) AS balance
  FROM shop.orders AS o
  JOIN shop.customers AS c USING (customer_id);

COMMENT ON VIEW shop.order_overview IS 'One line an order; everybody sees what their own rights allow';
