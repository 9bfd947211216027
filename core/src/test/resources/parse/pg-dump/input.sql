--
-- PostgreSQL database dump
--

\restrict tPqLkCdvfnhGzGd5zG0sOqRZ0b1rWBu4gkFRnmbsnFGvPuvVPPfyZoBi5Xg7p2c

-- Dumped from database version 15.14
-- Dumped by pg_dump version 15.14

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: touch(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  NEW.updated_at := now(); -- always; really
  RETURN NEW;
END;
$$;


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id bigint NOT NULL,
    name text DEFAULT 'nobody; yet'::text NOT NULL
);

--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.users (id, name) FROM stdin;
1	Åsa; "the one"
2	it's $$ not -- a comment
3	\\.
\.


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


SELECT pg_catalog.setval('public.users_id_seq', 3, true);

\unrestrict tPqLkCdvfnhGzGd5zG0sOqRZ0b1rWBu4gkFRnmbsnFGvPuvVPPfyZoBi5Xg7p2c

