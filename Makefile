# `make demo` and `make test` need python3 >= 3.11 with venv, and nothing else.

AGENTS ?= 2000
DATABASE_URL ?= sqlite:///$(CURDIR)/var/demo-$(AGENTS).sqlite3

POSTGRES_TESTS ?= -m "not browser and not pure"

PY = .venv/bin/python
# A worker that dies is not replaced: the next one would begin with the test that it died of.
PYTEST = $(PY) -m pytest --quiet --numprocesses logical --maxprocesses 4 \
	--dist loadfile --no-loadscope-reorder --max-worker-restart 0
EXPORT = $(PY) -m uv export --quiet --frozen --no-emit-project --no-annotate --no-header

help:
	@echo "make demo [AGENTS=2000]  a company to look at, on http://127.0.0.1:8000"
	@echo "make test                the test suite, on SQLite and on PostgreSQL"
	@echo "make lint                ruff, mypy, layers, migrations, deployment, Docker"
	@echo "make messages            locale/ anew from the texts of code and templates; needs gettext"
	@echo "make openapi             docs/api/openapi.yaml anew, from the code"
	@echo "make screenshots         the pictures in docs/, from a demo of their own"
	@echo "make lock                requirements*.txt anew, from pyproject.toml"
	@echo "make clean               removes .venv and caches; data stays in var/"

demo: .venv/installed
	@mkdir -p var
	@DATABASE_URL='$(DATABASE_URL)' $(PY) manage.py demo --agents $(AGENTS)

test: .venv/installed
	@env -u DATABASE_URL $(PYTEST)
	@$(MAKE) --no-print-directory test-postgres

# What a browser shows doesn't depend on the database, nor does what never asks one.
test-postgres: .venv/installed
	@$(PY) -m tests.with_postgres -- $(PYTEST) $(POSTGRES_TESTS)

screenshots: .venv/installed
	@DJANGO_SETTINGS_MODULE=mlmsite.settings $(PY) -c "import django; django.setup(); from docs import screenshots; screenshots.main()"

messages: .venv/installed
	@.ci/messages

openapi: .venv/installed
	@.ci/openapi

lint: .venv/installed
	@.ci/lint

lock: .venv/installed
	@$(PY) -m pip install --quiet uv
	@$(PY) -m uv lock --quiet --upgrade
	@$(EXPORT) --output-file requirements.txt
	@$(EXPORT) --no-dev --output-file requirements-production.txt

clean:
	rm -rf .venv build *.egg-info .hypothesis .*_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed: requirements.txt
	@python=$$(.ci/python) && echo "Installing into .venv (once) ..." && $$python -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.PHONY: help demo test test-postgres screenshots messages openapi lint lock clean
