# Each target sets up what it needs, in .venv. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
# Two at once: browser tests wait more than they compute. Each worker starts a server and a Chromium of its own; the
# tests stand in two halves, and who is done first takes from the other's.
WORKERS ?= 2
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist worksteal

# What checks the browser's modules and what readers can reach (axe-core) needs node; without it these checks alone are
# left out.
NODE := $(shell command -v npm)

# Compiled once, whatever the environment says of it: each worker, and each command that a test runs, would do it again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test test-core lint bench fuzz oracle screenshot clean
.DELETE_ON_ERROR:

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run.stamp  ## serve the app on http://localhost:8501, reading edited files anew
	$(BIN)/streamlit run app.py --server.fileWatcherType auto

test: .venv/dev.stamp chromium $(if $(NODE),node_modules/stamp)  ## all tests, those in a browser included
	$(if $(NODE),node --test tests/js/*.test.js)
	$(PYTEST)

test-core: .venv/dev.stamp  ## all tests but those in a browser
	$(PYTEST) --ignore tests/browser

lint: .venv/dev.stamp $(if $(NODE),node_modules/stamp)  ## ruff and mypy; tsc where there is node
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(if $(NODE),node_modules/.bin/tsc --project .)

bench: .venv/dev.stamp chromium  ## measure every benchmarks/bench_*.py; RECORD=--record writes the tables down
	@missed=0; for bench in benchmarks/bench_*.py; do \
		echo "== $$bench"; PYTHONPATH=. $(BIN)/python "$$bench" $(RECORD) || missed=1; \
	done; exit $$missed

fuzz: .venv/dev.stamp  ## what hostile input costs, then 100,000 random cases for each parser
	$(BIN)/python -m tests.fuzz.run

oracle: .venv-oracle/stamp  ## ask TensorFlow and PyTorch for the golden values and errors again; run all code
	.venv-oracle/bin/python tests/oracle/make_golden.py --check
	.venv-oracle/bin/python tests/oracle/make_torch_golden.py --check
	.venv-oracle/bin/python tests/oracle/run_snippets.py
	.venv-oracle/bin/python tests/oracle/run_errors.py --check

screenshot: .venv/dev.stamp chromium  ## make the README's picture from the running app
	$(BIN)/python tests/browser/screenshot.py

clean:  ## remove what the other targets made
	rm -rf .venv .venv-oracle node_modules .pytest_cache .ruff_cache .mypy_cache .hypothesis test-artifacts

.PHONY: chromium
chromium: .venv/dev.stamp
	-$(BIN)/python tests/browser/chromium.py --install

.venv/run.stamp: requirements.txt
	$(call venv,.venv,requirements.txt)
	touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	$(BIN)/pip install --quiet -r requirements-dev.txt
	touch $@

node_modules/stamp: package-lock.json
	npm ci --silent --no-audit --no-fund
	touch $@

.venv-oracle/stamp: tests/oracle/requirements.txt
	$(call venv,.venv-oracle,tests/oracle/requirements.txt)
	touch $@

# venv(folder, requirements): a virtual environment with the requirements installed.
define venv
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer: make PYTHON=...")'
test -x $(1)/bin/pip || $(PYTHON) -m venv $(1)
$(1)/bin/pip install --quiet -r $(2)
endef
