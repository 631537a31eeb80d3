# `make demo` and `make test` each need nothing but Python 3.11 or newer; they make .venv at the first call.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test lint type unit accept docs fuzz bench spark clean python

VENV ?= .venv
BIN := $(VENV)/bin
# The first one that runs, is new enough and can make a virtual environment.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  "$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install -qq
PYTEST ?= $(BIN)/python -m pytest
PYTEST_ARGS ?= -n 3 --dist loadgroup

help: ## show this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 16

demo: $(VENV)/.with-program ## evaluate a company against the shipped policy
	@for facts in $(DEMO); do \
	  printf '\n$$ policydsl eval $(POLICY) %s\n' "$$facts"; \
	  $(BIN)/policydsl eval $(POLICY) "$$facts" || exit $$?; \
	done

POLICY := policies/xiamen_ai_2025.yaml
DEMO = examples/ai_startup.yaml

test: lint type unit ## everything that CI checks: style, types, tests

lint: $(VENV)/.with-tools ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

type: $(VENV)/.with-tools ## mypy, strict
	$(BIN)/mypy

unit: $(VENV)/.with-tools ## the tests alone
	$(PYTEST) $(PYTEST_ARGS)

accept: $(VENV)/.with-tools ## write the golden files anew from what the program gives now; then read the diff
	POLICYDSL_ACCEPT=1 $(PYTEST) $(PYTEST_ARGS) || true
	@git status --short -- tests || true

docs: $(VENV)/.with-program ## write the generated pages under docs/ anew
	$(BIN)/policydsl feel --reference --lang zh > docs/feel/reference.zh.md
	$(BIN)/policydsl feel --reference --lang en > docs/feel/reference.en.md
	for lang in zh en; do $(BIN)/policydsl schema --reference --lang $$lang -o docs/policy/reference.$$lang.md || exit 1; done
	for lang in zh en; do mkdir -p docs/rules/$$lang && $(BIN)/policydsl rule --pages docs/rules/$$lang --lang $$lang || exit 1; done

fuzz: $(VENV)/.with-tools ## try the engine with 100,000 random texts (FUZZ_ARGS='--count 5000 --seed 2')
	$(BIN)/python tests/feel/fuzz/run.py $(FUZZ_ARGS)

bench: $(VENV)/.with-peers ## the benchmarks, beside other engines (BENCH_ARGS=--quick: only to see that they work)
	$(BIN)/python -m benchmarks.run $(BENCH_ARGS)

spark: $(VENV)/.with-spark ## install pyspark (large; its tests are skipped without it and without Java)

clean: ## remove .venv and everything made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python: # is there a Python to work with?
	@test -n "$(PYTHON)" || { \
	  echo 'No suitable Python found: policydsl needs Python 3.11 or newer with venv' >&2; \
	  echo '(on Debian and Ubuntu: the packages python3 and python3-venv), or name one: make PYTHON=/path/to/python3.12' >&2; \
	  exit 2; }
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || { \
	  echo '$(PYTHON) is not Python 3.11 or newer with venv' >&2; exit 2; }

$(VENV)/.made:
	@$(MAKE) --no-print-directory python
	@echo "making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# A stamp each, so that a second call installs nothing.
$(VENV)/.with-program: $(VENV)/.made pyproject.toml
	@echo "installing policydsl into $(VENV)"
	@$(PIP) -e .
	@touch $@

$(VENV)/.with-tools: $(VENV)/.made pyproject.toml
	@echo "installing policydsl and its tools into $(VENV)"
	@$(PIP) -e '.[dev]'
	@touch $(VENV)/.with-program $@

$(VENV)/.with-peers: $(VENV)/.with-tools
	@$(PIP) -e '.[bench]'
	@touch $@

$(VENV)/.with-spark: $(VENV)/.with-tools
	@$(PIP) -e '.[spark]'
	@touch $@
