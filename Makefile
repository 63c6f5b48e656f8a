# Every verb of the house; `make help` says what each is for.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
INSTANCE := $(or $(FEEDBACK_INSTANCE),instance)
# The rest of how it serves stands in gunicorn.conf.py.
GUNICORN := $(BIN)/gunicorn --bind 127.0.0.1:$(PORT)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
NEW_PASSWORD = rm $(INSTANCE)/demonstration-loaded && $(BIN)/flask demo remove && make run
PYTEST := $(BIN)/python -m pytest
# Pages, commands and the long attack on hidden numbers wait for `make test`.
UNITS = tests/surveys tests/house tests/feedback/services tests/feedback/reports \
	tests/feedback/db tests/feedback/vocabulary $(wildcard tests/feedback/test_*.py) \
	--ignore=tests/feedback/reports/test_attack.py
LINT = $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo

.PHONY: help run serve test check bench soak browser

help: ## say what every verb is for
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/p' Makefile | expand -t 14

# Installs a lock, every file checked against its hash: by uv, itself from the lock, or else by plain pip.
define install
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	@awk '/^[^ \#]/ { wanted = /^uv==/ } wanted' requirements/test.txt > $(VENV)/uv.txt
	@test -x $(BIN)/uv || $(PIP) -r $(VENV)/uv.txt || echo "uv cannot be installed here; plain pip does its work"
	@{ test -x $(BIN)/uv && VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r $<; } \
		|| $(PIP) -r $<
	@touch $@
endef

$(VENV)/installed-run: requirements/run.txt
	$(install)

$(VENV)/installed-test: requirements/test.txt $(VENV)/installed-run
	$(install)

$(VENV)/installed-bench: requirements/bench.txt $(VENV)/installed-test
	$(install)

# Where the demonstration of an earlier run can be found.
define ADDRESSES
import json, os, subprocess
base = os.environ.get("FEEDBACK_BASE_URL") or "http://127.0.0.1:" + os.environ["PORT"]
listed = subprocess.run(["$(BIN)/flask", "survey", "list", "--json"], capture_output=True, text=True, check=True)
surveys = sorted(json.loads(listed.stdout), key=lambda survey: survey["slug"] != "my-care")
codes = [link["code"] for survey in surveys for link in survey["links"] if link["state"] == "open"]
print("Survey:           ", base + "/s/" + codes[0] if codes else "no survey has a link yet")
print("You said, we did: ", base + "/you-said-we-did/")
print("Staff sign-in:    ", base + "/staff/sign-in")
print("The password was shown once, when the demonstration was loaded. To have a new one: $(NEW_PASSWORD)")
endef
export ADDRESSES

run: $(VENV)/installed-run ## set up and serve the demonstration on this machine
	@$(BIN)/flask db upgrade
	@if [ -e "$(INSTANCE)/demonstration-loaded" ]; then PORT=$(PORT) $(BIN)/python -c "$$ADDRESSES"; \
		else PORT=$(PORT) $(BIN)/flask demo load --responses 2400 && touch "$(INSTANCE)/demonstration-loaded"; fi
	@echo "Serving on http://127.0.0.1:$(PORT), a worker beside it. Ctrl+C stops both."
	@exec $(GUNICORN) wsgi:app

# Says what is missing before anything is touched.
define SETTINGS
from feedback.config import BadSetting, read_config
try:
    read_config(production=True)
except BadSetting as problem:
    raise SystemExit(str(problem))
endef
export SETTINGS

serve: $(VENV)/installed-run ## serve for real use; needs FEEDBACK_BASE_URL (https) and FEEDBACK_SECRET_KEY
	@$(BIN)/python -c "$$SETTINGS"
	@$(BIN)/flask db upgrade
	@echo "Serving on http://127.0.0.1:$(PORT), for a web server in front of it. Ctrl+C stops it."
	@exec $(GUNICORN) 'wsgi:production()'

# Debian's own browser; elsewhere the tests that need one say what to install.
browser:
	@if command -v chromium chromium-browser google-chrome > /dev/null; then true; \
		elif [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium; \
		else echo "Chromium is missing: install the package chromium, or the browser tests skip"; test -z "$${CI:-}"; fi

# A file of tests stays with one process, so that what it shares is made once.
test: $(VENV)/installed-test browser ## lint, types, house, unit, integration and browser tests, on both databases
	@$(LINT)
	@$(BIN)/python tests/house/test_sizes.py
	@$(BIN)/python tests/with_postgresql.py $(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/installed-test ## the fast part: lint, types, house and unit tests, under a minute
	@$(LINT)
	@$(BIN)/python tests/house/test_sizes.py
	@$(PYTEST) -n 2 -m "not browser and not postgresql" $(UNITS)

soak: $(VENV)/installed-test ## the long trials: killed servers, repeated posts, counted syncs, an attack on a thousand surveys
	@$(BIN)/python tests/with_postgresql.py $(PYTEST) -s tests/soak

bench: $(VENV)/installed-bench ## measure beside controls and write the table of docs/performance.md
	@$(BIN)/python tests/with_postgresql.py $(PYTEST) -s tests/bench
