"""Makes deploy/secrets/ once: `python3 deploy/make_secrets.py`. Files that are there already stay as they are.

The folder is closed to others; the files in it are readable, because the containers' users read them.
"""

import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "secrets"


def main() -> int:
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    names = ("owner", "app", "public", "redis")
    owner, application, public, redis = (_keep(f"{name}_password", secrets.token_hex(24)) for name in names)
    _keep("postgres_password", secrets.token_hex(24))
    _keep("secret_key", secrets.token_urlsafe(64))
    _keep("database_owner_url", f"postgres://musubi_owner:{owner}@postgres:5432/musubi")
    _keep("database_url", f"postgres://musubi_app:{application}@postgres:5432/musubi")
    _keep("database_public_url", f"postgres://musubi_public:{public}@postgres:5432/musubi")
    _keep("redis_url", f"redis://:{redis}@redis:6379/0")
    _keep("email_url", "smtp://mail.example.jp:25")
    print(f"{FOLDER}: now set email_url, and put the TLS certificate and key into tls_certificate and tls_key.")
    return 0


def _keep(name: str, value: str) -> str:
    path = FOLDER / name
    if not path.exists():
        path.write_text(value + "\n", encoding="utf-8")
        path.chmod(0o444)
    return path.read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    sys.exit(main())
