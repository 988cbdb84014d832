# Bidelagun: `make demo` tries it, `make test` proves it, `make help` lists the rest.
SHELL := /bin/bash
PYTHON := .venv/bin/python
PORT ?= 8000
DATA_DIR ?= var
ROOMS := audit cases config core demo entities notices protocols questionnaires referrals reports rights vault
SOURCES := $(ROOMS) tests tools benchmarks manage.py
TEMPLATES = $(shell git ls-files '*.html')
EMBEDDED := env -u DATABASE_URL -u KEYS_DATABASE_URL -u BROKER_URL \
	BIDELAGUN_DATA_DIR='$(DATA_DIR)' PUBLIC_URL=http://localhost:$(PORT) DEMO=1
TESTING := env DJANGO_SETTINGS_MODULE=config.settings.test
# Settings like a real installation's, so that Django's deployment checks mean something.
DEPLOYED := env SECRET_KEY=checked-by-make-and-used-nowhere-$(shell printf 'x%.0s' {1..40}) \
	DATABASE_URL=postgres://u@localhost/a KEYS_DATABASE_URL=postgres://u@localhost/b \
	BROKER_URL=redis://localhost PUBLIC_URL=https://bidelagun.example

.PHONY: help setup demo demo-data test check format messages

help: ## Say what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.installed node_modules/.package-lock.json locale/.compiled ## Install what the project needs, inside its folder

.venv/.installed: requirements.lock
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "python3 (3.11 or later) is needed"; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || python3 -m venv --clear .venv
	@echo "Installing the Python packages…"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

node_modules/.package-lock.json: package-lock.json .npmrc
	@command -v npm >/dev/null || { echo "node and npm are needed"; exit 1; }
	@echo "Installing the front-end files…"
	@npm ci --silent
	@touch $@

locale/.compiled: $(wildcard locale/*/LC_MESSAGES/*.po) | .venv/.installed
	@echo "Compiling the translations…"
	@.venv/bin/pybabel -q compile -D django -d locale
	@touch $@

demo: setup ## Serve the site with invented data: make demo PORT=8000 DATA_DIR=var
	@$(EMBEDDED) $(PYTHON) manage.py init_keys && $(EMBEDDED) $(PYTHON) manage.py demo --port $(PORT)

demo-data: setup ## Fill a data folder with the invented network, starting nothing
	@$(EMBEDDED) $(PYTHON) manage.py init_keys && $(EMBEDDED) $(PYTHON) manage.py demo --data-only

test: setup ## Run all tests whose tools are found; REQUIRE_ALL=1 makes a missing tool a failure
	@$(PYTHON) tools/run_tests.py

check: setup ## Run the static checks
	@.venv/bin/ruff format --check --quiet $(SOURCES)
	@.venv/bin/ruff check --quiet $(SOURCES)
	@.venv/bin/djhtml --tabwidth 2 --check $(TEMPLATES)
	@.venv/bin/djlint --quiet --lint $(TEMPLATES)
	@.venv/bin/mypy $(ROOMS) tools
	@.venv/bin/lint-imports
	@$(TESTING) $(PYTHON) manage.py makemigrations --check --dry-run
	@$(DEPLOYED) $(PYTHON) manage.py check --deploy --fail-level WARNING
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	@echo "All static checks pass."

format: setup ## Put code and templates in the house's form
	@.venv/bin/ruff check --quiet --fix $(SOURCES) || true
	@.venv/bin/ruff format --quiet $(SOURCES)
	@.venv/bin/djhtml --tabwidth 2 $(TEMPLATES)

messages: setup ## Collect the texts to translate (needs gettext)
	@$(TESTING) $(PYTHON) manage.py makemessages -v 0 -l es -l eu -l pt --no-location --no-obsolete \
		$(foreach folder,.venv node_modules var tests tools benchmarks,--ignore=$(folder))
