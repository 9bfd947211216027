-- Migration: categories, a tree, and products

CREATE TABLE shop.categories (
    category_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id   integer REFERENCES shop.categories,
    name        text NOT NULL,
    CHECK (parent_id <> category_id),
    UNIQUE NULLS NOT DISTINCT (parent_id, name)
);

COMMENT ON TABLE shop.categories IS 'The tree that customers browse';

CREATE TABLE shop.products (
    product_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku         text NOT NULL UNIQUE CHECK (sku ~ '^[A-Z]{3}-[0-9]{4}$'),
    category_id integer NOT NULL REFERENCES shop.categories,
    name        text NOT NULL,
    price       shop.amount NOT NULL,
    attributes  jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(attributes) = 'object'),
    search      tsvector GENERATED ALWAYS AS (to_tsvector('english', name)) STORED,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX products_category_id_idx ON shop.products (category_id);
CREATE INDEX products_search_idx ON shop.products USING gin (search);

COMMENT ON TABLE shop.products IS 'What can be ordered';
COMMENT ON COLUMN shop.products.sku IS 'Stock-keeping unit: three letters and four digits, as printed on the shelf';
COMMENT ON COLUMN shop.products.price IS 'Today''s price; what an order cost is kept on its lines';
