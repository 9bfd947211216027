-- Migration: orders and their lines

CREATE TYPE shop.order_status AS ENUM ('open', 'paid', 'shipped', 'delivered', 'cancelled');

COMMENT ON TYPE shop.order_status IS 'The life of an order, in the order in which it happens';

CREATE TABLE shop.orders (
    order_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES shop.customers,
    address_id  bigint REFERENCES shop.addresses ON DELETE SET NULL,
    status      shop.order_status NOT NULL DEFAULT 'open',
    ordered_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE shop.orders IS 'One row each time a customer says yes';

CREATE TABLE shop.order_lines (
    order_id   bigint NOT NULL REFERENCES shop.orders ON DELETE CASCADE,
    line       smallint NOT NULL CHECK (line > 0),
    product_id bigint NOT NULL REFERENCES shop.products,
    quantity   integer NOT NULL CHECK (quantity > 0),
    unit_price shop.amount NOT NULL,
    PRIMARY KEY (order_id, line),
    UNIQUE (order_id, product_id)
);

CREATE INDEX order_lines_product_id_idx ON shop.order_lines (product_id);

COMMENT ON COLUMN shop.order_lines.unit_price IS 'The price on the day of the order; products.price may have changed since';
