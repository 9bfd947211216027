-- Migration: "my orders, newest first" without reading them all
-- Purpose: CONCURRENTLY lets the shop go on selling while the index is built. PostgreSQL does not allow it inside a
--          transaction, so this file holds nothing else; pawl sees that and runs it outside one.

CREATE INDEX CONCURRENTLY orders_customer_id_ordered_at_idx ON shop.orders (customer_id, ordered_at DESC);
