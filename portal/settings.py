"""Settings. What differs between machines comes from the environment; a bad value stops the start with its name."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def secret(name: str) -> str:
    """A setting from the environment, or from the file that NAME_FILE points to (container secrets)."""
    path = env.str(f"{name}_FILE", default="")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return env.str(name)


def one_of(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = env.str(name, default=default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


# --- What this process is ---------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
DEMONSTRATION = env.bool("PORTAL_DEMO", default=False)
FACE = one_of("PORTAL_FACE", ("all", "office", "public"), default="all")
# wsgi.py says "web", celery.py "worker"; commands say nothing and get no statement time-out.
PROCESS = one_of("PORTAL_PROCESS", ("web", "worker", "command"), default="command")
DATA_DIR = Path(env.str("PORTAL_DATA", default=str(BASE_DIR / ".data")))

SECRET_KEY = secret("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where links in mails lead; the request's own host is not trusted for that.
PORTAL_URL = env.str("PORTAL_URL", default="http://127.0.0.1:8000").rstrip("/")
PORTAL_NAME = env.str("PORTAL_NAME", default="むすび")
PORTAL_OWNER = env.str("PORTAL_OWNER", default="宮城県 市町村ポータル")
PORTAL_OFFICE = env.str("PORTAL_OFFICE", default="宮城県 企画部 市町村課")

INSTALLED_APPS = [
    "portal",
    "publicforms",
    "surveys",
    "archive",
    "roster",
    "core.discussion",
    "core.questions",
    "core.exports",
    "core.notifications",
    "core.search",
    "core.files",
    "core.jobs",
    "core.people",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "import_export",
    "taggit",
    "django_htmx",
    "csp",
    "django.contrib.humanize",
    "django.forms",  # the built-in widget templates, for core.people.form_renderer
    "core.people.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
# What the office needs and an internet-side node must not have: accounts, sessions, the admin.
OFFICE_APPS = {
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "import_export",
    "core.people.admin_config.PortalAdminConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
}
if FACE == "public":
    INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in OFFICE_APPS]
elif DEMONSTRATION:
    INSTALLED_APPS.insert(0, "demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.people.middleware.SessionLimitsMiddleware",
    "core.people.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.people.middleware.LoginRequiredMiddleware",
    "core.people.middleware.SourceNetworkMiddleware",
    "core.people.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

PUBLIC_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
]
if FACE == "public":
    MIDDLEWARE = PUBLIC_MIDDLEWARE

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.portal",
            ],
        },
    },
]
if FACE == "public":
    TEMPLATES[0]["OPTIONS"] = {
        "context_processors": ["django.template.context_processors.request", "portal.context.portal"]
    }
FORM_RENDERER = "core.people.form_renderer.MusubiFormRenderer"

# --- Database: PostgreSQL only, two roles -----------------------------------------------------------------------------
# The application's role cannot change the audit log. Migrations and retention run as the owner: PORTAL_AS_OWNER=1.

AS_OWNER = env.bool("PORTAL_AS_OWNER", default=False)


def database(name: str) -> dict:
    path = env.str(f"{name}_FILE", default="")
    if path:
        os.environ[name] = Path(path).read_text(encoding="utf-8").strip()
    config = env.db_url(name)
    if "postgresql" not in config["ENGINE"]:
        raise ImproperlyConfigured(f"{name} must be a PostgreSQL address (postgres://…).")
    return config


def has(name: str) -> bool:
    return bool(env.str(name, default="") or env.str(f"{name}_FILE", default=""))


DATABASES = {"default": database("DATABASE_OWNER_URL" if AS_OWNER and has("DATABASE_OWNER_URL") else "DATABASE_URL")}
_timeouts = {"lock_timeout": "2s", "idle_in_transaction_session_timeout": "30s"} if PROCESS == "web" else {}
if PROCESS == "web":
    _timeouts["statement_timeout"] = "5s"
DATABASES["default"].update(
    CONN_MAX_AGE=60,
    CONN_HEALTH_CHECKS=True,
    OPTIONS={
        **DATABASES["default"].get("OPTIONS", {}),
        "application_name": f"musubi-{PROCESS}",
        "options": " ".join(f"-c {key}={value}" for key, value in _timeouts.items()),
    },
)
# The role that serves pages; the owner's migrations grant it what it needs.
APPLICATION_ROLE = database("DATABASE_URL")["USER"]
# The role of internet-side nodes (PORTAL_FACE=public): it is granted what public forms need, and nothing else.
PUBLIC_DATABASE_ROLE = env.str("PUBLIC_DATABASE_ROLE", default="musubi_public")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: may vanish at any time ------------------------------------------------------------------------------------

REDIS_URL = secret("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "portal.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "musubi",
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
        },
    },
}

# --- Celery: carries a nudge, never the truth -------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
    "max_retries": 0,  # 1 would sleep 2 s before it tries again: nudges must not wait
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 280
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TIMEZONE = "Asia/Tokyo"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Every periodic task is a sweep that may run zero, one or two times.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "core.jobs.sweep", "schedule": 10.0, "options": {"expires": 10}},
}

# --- People and sign-in -----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name", "kana")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
GUARDIAN_RAISE_403 = True
ANONYMOUS_USER_NAME = None

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "core.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation that was mailed to it
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"【{PORTAL_NAME}】"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes the portal write to strangers
ACCOUNT_PREVENT_ENUMERATION = True
# allauth's own generator would copy the address into a second table, where it would outlive a change of address.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the session at hand stays; all others end
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# "ip" is the client's network; the key of a failed sign-in is address and network together: see AccountAdapter.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",  # a whole town hall may come from one network
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_FORMS = {
    "login": "core.people.forms.signing_in.SignInForm",
    "reset_password": "core.people.forms.signing_in.ForgottenPasswordForm",
    "reset_password_from_key": "core.people.forms.signing_in.NewPasswordForm",
    "change_password": "core.people.forms.signing_in.PasswordChangeForm",
    "reauthenticate": "core.people.forms.signing_in.PasswordAgainForm",
}
# How many proxies of ours stand before the portal: whose word on the client's address is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if env.bool("BEHIND_PROXY", default=False) else 0)
MFA_ADAPTER = "core.people.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "core.people.forms.second_factor.CodeForm",
    "reauthenticate": "core.people.forms.second_factor.CodeAgainForm",
    "activate_totp": "core.people.forms.second_factor.ActivateAppForm",
    "login_webauthn": "core.people.forms.second_factor.SignInByKeyForm",
    "authenticate_webauthn": "core.people.forms.second_factor.KeyForm",
    "reauthenticate_webauthn": "core.people.forms.second_factor.KeyAgainForm",
    "add_webauthn": "core.people.forms.second_factor.AddKeyForm",
    "edit_webauthn": "core.people.forms.second_factor.RenameKeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # clocks of phones are wrong by some seconds
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = PORTAL_NAME
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMONSTRATION
# Roles whose people must set up a second factor before they can do anything (empty: voluntary).
SECOND_FACTOR_ROLES = env.list(
    "SECOND_FACTOR_ROLES", default=[] if DEMONSTRATION else ["administrator", "staff", "manager"]
)
USERSESSIONS_TRACK_ACTIVITY = False
INVITATION_DAYS = 14

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = 3 * 3600
SESSION_ABSOLUTE_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"

# --- Security headers -------------------------------------------------------------------------------------------------

PLAIN_HTTP = DEMONSTRATION or env.bool("PORTAL_PLAIN_HTTP", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
SECURE_SSL_REDIRECT = False  # the reverse proxy's work; see docs/operations.md
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # for browsers that do not know frame-ancestors
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = ["security.W003", "security.W008"]  # CSRF middleware is on; TLS redirect is the proxy's

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "worker-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    },
}

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

# --- Static files, uploads, mail --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(DATA_DIR / "static"))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/design-tokens", BASE_DIR / "node_modules/@digital-go-jp/design-tokens/dist"),
    ("vendor/sortablejs", BASE_DIR / "node_modules/sortablejs/modular"),
    ("vendor/altcha", BASE_DIR / "node_modules/altcha/dist/workers"),
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "portal.staticfiles.HashedStaticFilesStorage"},
}
# The demonstration and the tests serve static files straight from their folders; production runs collectstatic.
WHITENOISE_USE_FINDERS = DEMONSTRATION or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
if DEMONSTRATION or DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=100 * 1024 * 1024)
FILE_UPLOAD_HANDLERS = ["core.files.receiving.ExactNameUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 50

# Django's own mails (invitations, password resets) go to the outbox like all others; MAIL_TRANSPORT empties it.
EMAIL_BACKEND = "core.notifications.outbox.OutboxBackend"
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="musubi@pref.example.jp")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_URL = secret("EMAIL_URL") if has("EMAIL_URL") else "smtp://localhost:25"
if EMAIL_URL == "demo-mailbox:":
    MAIL_TRANSPORT: dict[str, object] = {"BACKEND": "demo.mailbox.DemoMailboxBackend"}
else:
    _mail = env.email_url_config(EMAIL_URL)
    MAIL_TRANSPORT = {
        "BACKEND": _mail["EMAIL_BACKEND"],
        "host": _mail["EMAIL_HOST"],
        "port": _mail["EMAIL_PORT"],
        "username": _mail["EMAIL_HOST_USER"] or "",
        "password": _mail["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": _mail.get("EMAIL_USE_TLS", False),
        "use_ssl": _mail.get("EMAIL_USE_SSL", False),
        "timeout": 10,
    }
MAIL_RETRY_HOURS = 72

# --- Public forms -----------------------------------------------------------------------------------------------------

# Who sends sooner after the page was made is asked once more.
FORM_MIN_SECONDS = env.int("FORM_MIN_SECONDS", default=3)
# How many public pages a process works on at a time; see publicforms.visiting.shedding.
FORM_PLACES_AT_WORK = env.int("FORM_PLACES_AT_WORK", default=3)

TAGGIT_CASE_INSENSITIVE = True
AUDIT_RETENTION_DAYS = env.int("AUDIT_RETENTION_DAYS", default=10 * 365)

# --- Logs: one line each, no personal data ----------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "portal.logs.DiscreetFormatter", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
