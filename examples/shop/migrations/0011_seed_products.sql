-- Migration: the first catalogue
-- Purpose: something to sell; 180 products in nine categories, 500 of each on the shelf

INSERT INTO shop.categories (name) VALUES ('Kitchen'), ('Garden'), ('Workshop');

INSERT INTO shop.categories (parent_id, name)
SELECT parent.category_id, child.name
  FROM (VALUES
           ('Kitchen', 'Knives'), ('Kitchen', 'Pans'), ('Kitchen', 'Kettles'),
           ('Garden', 'Seeds'), ('Garden', 'Tools'), ('Garden', 'Lanterns'),
           ('Workshop', 'Hammers'), ('Workshop', 'Saws'), ('Workshop', 'Clamps')
       ) AS child (parent, name)
  JOIN shop.categories AS parent ON parent.name = child.parent AND parent.parent_id IS NULL;

INSERT INTO shop.products (sku, category_id, name, price, attributes)
SELECT upper(left(c.name, 3)) || '-' || lpad(n::text, 4, '0'),
       c.category_id,
       material.name || ' ' || lower(rtrim(c.name, 's')) || ' no. ' || n,
       4.90 + (c.category_id * 37 + n * 13) % 180,
       jsonb_build_object('material', lower(material.name), 'weight_g', 150 + (n * 70) % 1800)
  FROM shop.categories AS c
 CROSS JOIN generate_series(1, 20) AS n
  JOIN (VALUES (0, 'Steel'), (1, 'Copper'), (2, 'Beech'), (3, 'Enamelled'))
       AS material (position, name) ON material.position = n % 4
 WHERE c.parent_id IS NOT NULL
 ORDER BY c.category_id, n;

INSERT INTO shop.inventory (product_id, on_hand)
SELECT product_id, 500 FROM shop.products;

INSERT INTO shop.stock_movements (product_id, quantity, reason)
SELECT product_id, on_hand, 'delivery' FROM shop.inventory;

DO $$
BEGIN
    RAISE NOTICE '% products in % categories',
        (SELECT count(*) FROM shop.products), (SELECT count(*) FROM shop.categories);
END;
$$;
