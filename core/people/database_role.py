"""What the application's database role may do: everything with rows, except change or delete the audit log."""

from typing import Any

from django.conf import settings
from django.db import connections

APPEND_ONLY = ("people_auditentry",)


def grant_application_role(*, using: str, **_: Any) -> None:
    """Run after every migration, as the owner. Does nothing where one role owns and uses the database."""
    connection = connections[using]
    role = settings.APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = %s, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role, role])
        is_owner, exists = cursor.fetchone()
        if is_owner or not exists:
            return
        name = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        for kind, rights in (("TABLES", "SELECT, INSERT, UPDATE, DELETE"), ("SEQUENCES", "USAGE, SELECT")):
            cursor.execute(f"GRANT {rights} ON ALL {kind} IN SCHEMA public TO {name}")
            cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {kind} TO {name}")
        for table in APPEND_ONLY:
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {name}")
