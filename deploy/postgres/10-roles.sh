#!/bin/bash
# Run once by the postgres image, on an empty volume: the database and its three roles.
# musubi_owner owns the tables (migrations, retention); musubi_app serves pages and cannot change the audit log;
# musubi_public serves the internet side (PORTAL_FACE=public) and reaches what public forms need.
set -euo pipefail

psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=owner_password="$(</run/secrets/owner_password)" \
    --set=app_password="$(</run/secrets/app_password)" \
    --set=public_password="$(</run/secrets/public_password)" <<'SQL'
CREATE ROLE musubi_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE musubi_app LOGIN PASSWORD :'app_password';
CREATE ROLE musubi_public LOGIN PASSWORD :'public_password';
CREATE DATABASE musubi OWNER musubi_owner;
REVOKE ALL ON DATABASE musubi FROM PUBLIC;
GRANT CONNECT ON DATABASE musubi TO musubi_app, musubi_public;
SQL
