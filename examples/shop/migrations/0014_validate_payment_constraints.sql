-- Migration: the old payments are checked too
-- Purpose: VALIDATE reads the table under a lock that readers and writers do not notice

ALTER TABLE shop.payments VALIDATE CONSTRAINT payments_order_id_fkey;
ALTER TABLE shop.payments VALIDATE CONSTRAINT payments_method_known;
