"""The yardstick: as little Django as takes in a form. No sessions, no protection, nothing that a room of ours needs."""

import environ

SECRET_KEY = "the yardstick"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["bench.minimal_form", "django.forms"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "bench.minimal_form.views"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": environ.Env().db_url("MINIMAL_DATABASE_URL") | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE, TIME_ZONE, USE_TZ = "ja", "Asia/Tokyo", True
