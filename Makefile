# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=

.PHONY: help run test check types bench docs screenshot clean distclean

help:  ## list the targets
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.run: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	$(PIP) install --constraint constraints.txt --group check --group content
	@touch $@

run: $(VENV)/.run  ## make the environment, install, open the bundled knowledge base
	$(BIN)/nexus $(ARGS)

test: $(VENV)/.test  ## everything: format, lint, types, import rules, tests on every Python found
	bash .ci/matrix $(BIN)

check: $(VENV)/.test  ## format, lint, types, import rules; no tests
	bash .ci/static $(BIN)

bench: $(VENV)/.test  ## print the figures, ours beside the peers'
	$(PIP) install --constraint constraints.txt --group bench
	$(BIN)/python -m tests.benchmarks $(ARGS)

screenshot: $(VENV)/.test  ## make the README's picture from the running app
	$(BIN)/python -m docs.screenshot

clean:  ## remove caches and the index
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build
	find index -mindepth 1 ! -name README.md -delete

distclean: clean  ## also remove the environments
	rm -rf .venv .venv-*
