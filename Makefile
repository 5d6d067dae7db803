# Both work on a fresh clone of a machine that has Python 3.11 and pip: all set-up is theirs.
PYTHON ?= python3
BIN := .venv/bin
# pip installs into the environment from outside it, so that none has to be there (Debian ships venv without it).
PIP := $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check install --quiet

ATHERIS := 3.0.0

BROWSERS := chromium chromium-browser google-chrome
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends

WITHOUT_NODE := $(if $(shell command -v npm 2>/dev/null),,CALENDAR_GEN_TESTS_WITHOUT_NODE=1)

.PHONY: build test test-all browser pages screenshots fuzz faults kills calendars format clean

build: .venv/installed ## Compile the shipped events.yaml into public/
	$(BIN)/calendar-gen build

test: .venv/tested tests/js/node_modules browser ## Format, lint, types, imports, and the tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(WITHOUT_NODE) $(BIN)/python -m pytest --numprocesses 2

test-all: test pages faults kills calendars ## And everything that is slow
	$(MAKE) fuzz FUZZ_SECONDS=$(or $(FUZZ_SECONDS),600)

pages: .venv/tested tests/js/node_modules browser ## Every page at every width in a browser
	PAGES=all $(WITHOUT_NODE) $(BIN)/python -m pytest --numprocesses 2 tests/browser

screenshots: .venv/tested browser ## The pictures of pages in README and docs/images
	PYTHONPATH=tests $(BIN)/python tools/screenshots.py

fuzz: .venv/tested ## Inputs that nobody wrote: FUZZ_SECONDS for how long, FUZZ_SEEDS for a folder of more to begin with
	-$(PIP) atheris==$(ATHERIS)  # where it can't be had, the tests' own changes have to do
	$(BIN)/python tools/fuzz.py

faults: .venv/tested ## Every system call of a build fails, with every error
	FAULTS=all $(BIN)/python -m pytest tests/whole/test_io_errors.py

kills: .venv/tested ## Builds killed at more moments: KILLS for how many
	KILLS=$(or $(KILLS),1000) $(BIN)/python -m pytest tests/whole/test_faults.py -k kill

calendars: .venv/tested ## More random calendars, read by everybody: CALENDARS for how many
	CALENDARS=$(or $(CALENDARS),1000) $(BIN)/python -m pytest tests/whole/test_clock_changes.py -k "random or each_feed"

format: .venv/tested
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# The browser is the machine's own. Where it is missing and may be installed, it is; elsewhere the tests say that they go without.
browser:
	@for it in $(BROWSERS); do command -v $$it >/dev/null && exit; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then $(APT) update && $(APT) install chromium && exit; fi; \
	echo "NO BROWSER IS INSTALLED (chromium): the tests go without looking at the pages" >&2

clean:
	rm -rf .venv public tests/js/node_modules

.venv/bin/python:
	$(PYTHON) -m venv --without-pip .venv

# To install compiles the catalogues of the languages, so it is done again when one of them is edited.
.venv/installed: .venv/bin/python pyproject.toml hatch_build.py tools/catalogues.py $(wildcard calendar_gen/words/locale/*/*/*.po)
	$(PIP) --editable .
	$(BIN)/python -m compileall -q calendar_gen
	touch $@

.venv/tested: .venv/installed tests/requirements.txt
	$(PIP) --requirement tests/requirements.txt
	touch $@

# ical.js reads the feeds in the tests. Where there is no npm to fetch it, they say that they go without it.
tests/js/node_modules: tests/js/package.json
ifeq ($(WITHOUT_NODE),)
	npm install --prefix tests/js --no-audit --no-fund --silent
	touch $@
else
	@echo "NPM IS NOT INSTALLED: the tests go without ical.js, which takes zones from the feed, axe and html-validate" >&2
endif
