-- Migration: a payment belongs to an order, and has a method that the office knows
-- Purpose: new rows are checked from now on. NOT VALID leaves the old ones to the next migration: adding a constraint
--          takes a strong lock, so it must not also read the whole table.

ALTER TABLE shop.payments
    ADD CONSTRAINT payments_order_id_fkey
        FOREIGN KEY (order_id) REFERENCES shop.orders NOT VALID,
    ADD CONSTRAINT payments_method_known
        CHECK (method IN ('card', 'transfer', 'invoice')) NOT VALID;
