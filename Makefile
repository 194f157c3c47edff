# Two commands do all the set-up: `make coach` and `make test`.
#
# PYTHON=python3.12 make coach picks an interpreter; otherwise the newest supported one is taken.

VENV ?= .venv
SUPPORTED := 3.13 3.12 3.11
PYTHON ?= $(shell sh scripts/find-python)
BIN := $(VENV)/bin
# pip 25.1 or newer reads [dependency-groups].
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: help coach test test-all check lint-playbook quality-report benchmark clean

help:  ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

coach: $(VENV)/.ready  ## Talk with the coach in the terminal
	@$(BIN)/coachbot chat

test: $(VENV)/.ready-dev  ## Format, lint, types, layers, playbook rules, and all tests
	@PATH="$(abspath $(BIN)):$$PATH" sh scripts/check

check: test

test-all:  ## Run the tests on every supported interpreter on this machine
	@for v in $(SUPPORTED); do \
	  python=$$(sh scripts/find-python $$v); \
	  if [ -n "$$python" ]; then echo "== Python $$v: $$python"; $(MAKE) --no-print-directory test VENV=.venv-$$v PYTHON="$$python" || exit 1; \
	  else echo "== Python $$v isn't here: skipped"; fi; done

quality-report: $(VENV)/.ready-dev  ## Measure on the locked splits and write docs/quality.md (the only target that opens them)
	@$(PIP) install -c constraints.txt --group report
	@$(BIN)/python benchmarks/quality_report.py

benchmark: $(VENV)/.ready-dev  ## Latency, memory and start-up beside their budgets
	@$(BIN)/python benchmarks/recogniser.py

clean:  ## Remove the virtual environments
	rm -rf .venv .venv-3.*

$(VENV)/bin/python:
	@if [ -z "$(PYTHON)" ]; then echo "coachbot needs Python 3.11, 3.12 or 3.13 and found none: install one, or name it: make PYTHON=/path/to/python3.12 coach" >&2; exit 1; fi
	@command -v "$(PYTHON)" >/dev/null || { echo "there is no $(PYTHON) here; name one that is: make PYTHON=/path/to/python3.12 coach" >&2; exit 1; }
	@"$(PYTHON)" scripts/check_python.py
	@echo "Making a virtual environment in $(VENV) (once)"
	@"$(PYTHON)" -m venv "$(VENV)"
	@$(PIP) install -c constraints.txt pip

$(VENV)/.ready: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing what coachbot needs (once; a minute or two)"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing what the tests need (once; a few minutes)"
	@$(PIP) install -c constraints.txt -e '.[slack,teams]' --group dev
	@touch $@ $(VENV)/.ready
