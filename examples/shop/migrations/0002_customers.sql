-- Migration: customers and their addresses

CREATE TABLE shop.customers (
    customer_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email       shop.email NOT NULL,
    full_name   text NOT NULL CHECK (length(full_name) BETWEEN 1 AND 200),
    newsletter  boolean NOT NULL DEFAULT false,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

-- Two accounts that differ only in case are one person who has forgotten the first.
CREATE UNIQUE INDEX customers_email_key ON shop.customers (lower(email));

COMMENT ON TABLE shop.customers IS 'People who have an account';
COMMENT ON COLUMN shop.customers.newsletter IS 'Asked for it; never true by default';

CREATE TABLE shop.addresses (
    address_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES shop.customers ON DELETE CASCADE,
    street      text NOT NULL,
    postal_code text NOT NULL,
    city        text NOT NULL,
    country     character(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$')
);

CREATE INDEX addresses_customer_id_idx ON shop.addresses (customer_id);

COMMENT ON TABLE shop.addresses IS 'Where parcels go';
COMMENT ON COLUMN shop.addresses.country IS 'ISO 3166-1 alpha-2';
