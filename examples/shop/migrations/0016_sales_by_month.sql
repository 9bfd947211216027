-- Migration: the report that is read every morning, and rows that only their owner may read

CREATE MATERIALIZED VIEW shop.sales_by_month AS
SELECT date_trunc('month', o.ordered_at AT TIME ZONE 'UTC')::date AS month,
       c.name AS category,
       sum(l.quantity) AS pieces,
       sum(l.quantity * l.unit_price) AS turnover
  FROM shop.orders AS o
  JOIN shop.order_lines AS l USING (order_id)
  JOIN shop.products AS p USING (product_id)
  JOIN shop.categories AS c USING (category_id)
 WHERE o.status <> 'cancelled'
 GROUP BY 1, 2;

-- What lets REFRESH … CONCURRENTLY tell old rows from new ones.
CREATE UNIQUE INDEX sales_by_month_key ON shop.sales_by_month (month, category);

COMMENT ON MATERIALIZED VIEW shop.sales_by_month IS 'Turnover a month and category; see shop.refresh_sales_by_month()';

CREATE FUNCTION shop.refresh_sales_by_month() RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'REFRESH MATERIALIZED VIEW CONCURRENTLY shop.sales_by_month';

REVOKE EXECUTE ON FUNCTION shop.refresh_sales_by_month() FROM PUBLIC;

COMMENT ON FUNCTION shop.refresh_sales_by_month() IS 'For the nightly job; readers are not blocked';

-- The web site connects as a role that owns nothing and sets shop.customer_id after every log-in.
ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;

CREATE POLICY orders_of_their_customer ON shop.orders
    USING (customer_id = nullif(current_setting('shop.customer_id', true), '')::bigint);

COMMENT ON POLICY orders_of_their_customer ON shop.orders IS 'Without the setting, nobody but the owner sees anything';
