--liquibase formatted sql

--changeset nvoxland:1 labels:v1 context:prod,dev
--comment: Create the cart
create table cart (id int primary key, name varchar(255));
--rollback drop table cart;

--changeset nvoxland:2 dbms:oracle
alter table cart modify name varchar2(20);

--changeset nvoxland:3 runInTransaction:false splitStatements:false
create index concurrently cart_name on cart (name);
/* liquibase rollback
drop index concurrently
  cart_name;
*/
