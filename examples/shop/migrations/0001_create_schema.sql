-- Migration: the shop's schema and its own types
-- Purpose: one place for rules that many columns share, so that no table can forget them

CREATE SCHEMA shop;

COMMENT ON SCHEMA shop IS 'Everything the shop sells, ships and is paid for';

-- Good enough to refuse a typing error; only a delivered message proves an address.
CREATE DOMAIN shop.email AS text
    CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$');

COMMENT ON DOMAIN shop.email IS 'An e-mail address, as the customer wrote it';

-- Amounts are exact and never negative; a refund is a payment of its own kind, not a negative amount.
CREATE DOMAIN shop.amount AS numeric(12, 2)
    CHECK (VALUE >= 0);

COMMENT ON DOMAIN shop.amount IS 'An amount of money in the shop''s currency';
