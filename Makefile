# Each target sets up what it needs, in .venv. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
# Two at once: browser tests wait more than they compute. Each worker starts a server and a Chromium of its own; the
# tests stand in two halves, and who is done first takes from the other's.
WORKERS ?= 2
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help run test test-core lint bench oracle screenshot clean
.DELETE_ON_ERROR:

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run.stamp  ## serve the app on http://localhost:8501, reading edited files anew
	$(BIN)/streamlit run app.py --server.fileWatcherType auto

test: .venv/dev.stamp chromium  ## all tests, those in a browser included
	$(PYTEST)

test-core: .venv/dev.stamp  ## all tests but those in a browser
	$(PYTEST) -m "not browser"

lint: .venv/dev.stamp  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/dev.stamp chromium  ## measure every benchmarks/bench_*.py
	@for bench in benchmarks/bench_*.py; do echo "== $$bench"; PYTHONPATH=. $(BIN)/python "$$bench" || exit 1; done

oracle: .venv-oracle/stamp  ## ask TensorFlow and PyTorch for the golden values again; run all code snippets
	.venv-oracle/bin/python tests/oracle/make_golden.py --check
	.venv-oracle/bin/python tests/oracle/make_torch_golden.py --check
	.venv-oracle/bin/python tests/oracle/run_snippets.py

screenshot: .venv/dev.stamp chromium  ## make the README's picture from the running app
	$(BIN)/python tests/browser/screenshot.py

clean:  ## remove what the other targets made
	rm -rf .venv .venv-oracle .pytest_cache .ruff_cache .mypy_cache .hypothesis test-artifacts

.PHONY: chromium
chromium: .venv/dev.stamp
	-$(BIN)/python tests/browser/chromium.py --install

.venv/run.stamp: requirements.txt
	$(call venv,.venv,requirements.txt)
	touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	$(BIN)/pip install --quiet -r requirements-dev.txt
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
