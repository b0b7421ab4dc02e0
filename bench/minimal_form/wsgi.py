"""`gunicorn bench.minimal_form.wsgi`."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.minimal_form.settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
