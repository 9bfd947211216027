-- Migration: payments and refunds

CREATE TYPE shop.payment_kind AS ENUM ('payment', 'refund');

CREATE TABLE shop.payments (
    payment_id  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    order_id    bigint NOT NULL,
    kind        shop.payment_kind NOT NULL DEFAULT 'payment',
    amount      shop.amount NOT NULL,
    method      text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX payments_order_id_idx ON shop.payments (order_id);

COMMENT ON TABLE shop.payments IS 'Money in and money back, never updated';
