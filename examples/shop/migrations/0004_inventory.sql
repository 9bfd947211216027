-- Migration: stock, and every movement of it

CREATE TABLE shop.inventory (
    product_id bigint PRIMARY KEY REFERENCES shop.products,
    on_hand    integer NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    reserved   integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    reorder_at integer NOT NULL DEFAULT 10 CHECK (reorder_at >= 0),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT inventory_not_oversold CHECK (reserved <= on_hand)
);

COMMENT ON TABLE shop.inventory IS 'One row a product: what is there, and how much of it is promised';
COMMENT ON CONSTRAINT inventory_not_oversold ON shop.inventory IS 'The last line of defence against selling a thing twice';

CREATE TABLE shop.stock_movements (
    movement_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id  bigint NOT NULL REFERENCES shop.products,
    quantity    integer NOT NULL CHECK (quantity <> 0),
    reason      text NOT NULL CHECK (reason IN ('delivery', 'sale', 'return', 'correction')),
    moved_at    timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX stock_movements_product_id_idx ON shop.stock_movements (product_id, moved_at);

COMMENT ON TABLE shop.stock_movements IS 'Append-only: the sum of a product''s movements is what is on hand';
