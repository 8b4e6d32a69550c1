# Two commands do everything on a fresh machine with Python 3.11 or later:
#   make demo   sets up, then audits a broken and a ready product on this machine
#   make test   sets up, then runs everything that CI runs

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# Half of the tests' time is waiting for servers: twice as many workers as cores use it.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(2 * (os.cpu_count() or 1))')
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check lint types imports tests schema tutorial pictures docs bench clean format

demo: $(VENV)/.demo
	$(BIN)/launchready demo

test: check

check: lint imports types tests

lint: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

imports: $(VENV)/.test
	$(BIN)/lint-imports

types: $(VENV)/.test
	$(BIN)/mypy

tests: $(VENV)/.test $(VENV)/.locust
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term:skip-covered

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: $(VENV)/.test
	$(BIN)/launchready schema report > docs/report.schema.json

tutorial: $(VENV)/.test
	$(BIN)/python -m tests.docs.walk

pictures: $(VENV)/.test
	$(BIN)/python docs/make_pictures.py
	$(BIN)/python -m docs.dashboard_pictures

docs: $(VENV)/.docs
	$(BIN)/python docs/check_pages.py
	$(BIN)/python docs/command_page.py
	$(BIN)/zensical build --clean --strict

bench: $(VENV)/.test
	$(PIP) install --constraint constraints.txt --group bench
	$(BIN)/python -m bench
	$(BIN)/python -m bench.mail

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "launchready needs Python 3.11 or later: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade --constraint constraints.txt pip

$(VENV)/.demo: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --constraint constraints.txt --editable '.[demo]'
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --constraint constraints.txt --group test --editable '.[browser,demo,pdf,postgres,rabbitmq,apprise]'
	@touch $@

# In an environment of its own: its plugin for pytest would patch every test.
$(VENV)/.locust: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)/locust
	$(PIP) --python $(VENV)/locust install --constraint constraints.txt --group locust
	@touch $@

$(VENV)/.docs: $(VENV)/.test
	$(PIP) install --constraint constraints.txt --group docs
	@touch $@

clean:
	rm -rf $(VENV) site docs/checks docs/commands.md docs/manifest.schema.json .mypy_cache .ruff_cache .pytest_cache .coverage
