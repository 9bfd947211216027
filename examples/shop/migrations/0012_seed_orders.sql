-- Migration: customers, and a year of orders
-- Purpose: enough history to see reports move; nothing here is a real person

INSERT INTO shop.customers (email, full_name, newsletter, created_at)
SELECT lower(first.name || '.' || last.name) || '@example.com',
       first.name || ' ' || last.name,
       (first.position + last.position) % 3 = 0,
       timestamptz '2025-01-01 08:00:00+00' + (first.position * 12 + last.position) * interval '1 day'
  FROM unnest(ARRAY['Ada', 'Boris', 'Chiara', 'Daniel', 'Eszter', 'Farid', 'Grace', 'Hanna', 'Ivo', 'Jasmin'])
       WITH ORDINALITY AS first (name, position)
 CROSS JOIN unnest(ARRAY['Adler', 'Brook', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Horvat', 'Ito', 'Jansen',
                         'Kowalski', 'Lindgren'])
       WITH ORDINALITY AS last (name, position);

INSERT INTO shop.addresses (customer_id, street, postal_code, city, country)
SELECT c.customer_id, 'Mill Lane ' || c.customer_id, lpad((10000 + c.customer_id * 37)::text, 5, '0'), town.city, town.country
  FROM shop.customers AS c
  JOIN (VALUES (0, 'Utrecht', 'NL'), (1, 'Graz', 'AT'), (2, 'Porto', 'PT'), (3, 'Aarhus', 'DK'))
       AS town (position, city, country) ON town.position = c.customer_id % 4;

INSERT INTO shop.orders (customer_id, address_id, ordered_at)
SELECT c.customer_id, a.address_id,
       c.created_at + n * interval '29 days' + (c.customer_id % 10) * interval '1 hour'
  FROM shop.customers AS c
  JOIN shop.addresses AS a USING (customer_id)
 CROSS JOIN generate_series(1, 5) AS n
 ORDER BY 3, 1;

-- One to three lines an order; the trigger reserves the stock of each.
INSERT INTO shop.order_lines (order_id, line, product_id, quantity, unit_price)
SELECT o.order_id, n, p.product_id, 1 + (o.order_id + n) % 3, p.price
  FROM shop.orders AS o
 CROSS JOIN LATERAL generate_series(1, 1 + o.order_id % 3) AS n
  JOIN shop.products AS p ON p.product_id = 1 + (o.order_id * 7 + n * 61) % 180;

INSERT INTO shop.payments (order_id, amount, method, received_at)
SELECT o.order_id, shop.order_total(o.order_id),
       CASE o.order_id % 3 WHEN 0 THEN 'card' WHEN 1 THEN 'transfer' ELSE 'invoice' END,
       o.ordered_at + interval '1 day'
  FROM shop.orders AS o
 WHERE o.order_id % 10 <> 0;

UPDATE shop.orders SET status = 'paid' WHERE order_id % 10 <> 0;
UPDATE shop.orders SET status = 'shipped' WHERE status = 'paid' AND order_id % 10 > 3;
UPDATE shop.orders SET status = 'delivered' WHERE status = 'shipped' AND order_id % 10 > 5;
UPDATE shop.orders SET status = 'cancelled' WHERE status = 'open' AND order_id % 20 = 0;

DO $$
BEGIN
    RAISE NOTICE '% orders of % customers',
        (SELECT count(*) FROM shop.orders), (SELECT count(*) FROM shop.customers);
END;
$$;
