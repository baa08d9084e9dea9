# Two commands on a fresh machine: `make run` and `make test`. PYTHON names another interpreter.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Everything is taken as locked, checked by its hash.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := $(INSTALL) --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --python-version 3.11 --custom-compile-command "make lock"
# `make lock UPGRADE=--upgrade` takes the newest versions within the bounds.
UPGRADE ?=

.PHONY: run test test-slow check lint docs lock bench clean

# On 127.0.0.1:5000 with ./lineage.duckdb, unless collector.toml or a variable says otherwise.
run: $(VENV)/.run
	$(BIN)/collector serve

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist worksteal

# The tests that install other tools first and run them.
test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow

check: lint
	$(MAKE) test

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/sqlfluff lint collector/sql
	$(BIN)/python -m pytest -q tests/test_import_order.py

# The page of the settings, and the tables in that of SQL, from the code.
docs: $(VENV)/.dev
	$(BIN)/collector config reference > docs/settings.md
	$(BIN)/python -m tests.docs.sql_page

bench: $(VENV)/.dev
	$(BIN)/python -m bench.ingest

lock: $(VENV)/.python
	$(INSTALL) "uv>=0.9,<1"
	$(COMPILE) $(UPGRADE) --output-file requirements-build.lock requirements-build.in
	$(COMPILE) $(UPGRADE) --output-file requirements.lock pyproject.toml
	$(COMPILE) $(UPGRADE) --output-file requirements-dev.lock --constraint requirements.lock \
		--constraint requirements-build.lock --group dev pyproject.toml requirements-build.in

clean:
	rm -rf $(VENV) build dist

# The files below say what is installed; a newer lock or pyproject.toml installs again.
$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "No virtual environment could be made; on Debian: apt install python3-venv" >&2; \
		exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements.lock requirements-build.lock pyproject.toml
	$(LOCKED) -r requirements.lock -r requirements-build.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.python requirements-dev.lock pyproject.toml
	$(LOCKED) -r requirements-dev.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run
