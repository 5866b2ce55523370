# nianbao: every command starts here; each target is a thin front of `python -m spiders|extract|warehouse`.
# Nothing is assumed but python3 (3.11 or later, with venv), make and a package index.

REGISTRY ?= demo
SITES    ?= *
YEARS    ?= 2014-2025
BATCHES  ?= 1
WORKERS  ?= 2
DATA     ?= data
CONTACT  ?= $(NIANBAO_CONTACT)
FORMAT   ?= table
ARGS     ?=
SIZE     ?= 1M

VENV  := .venv
PY    := $(VENV)/bin/python
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup crawl discover extract build-warehouse check sql test test-fast lint format bench bench-crawl bench-kill lock clean

help: ## this list
	@awk 'BEGIN {FS = ":.*## "; print "make TARGET [REGISTRY=demo] [SITES=*] [YEARS=2014-2025] [BATCHES=1] [WORKERS=2] [ARGS=…]\n"} \
	  /^[a-z-]+:.*## / {printf "  %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock
	@echo "Installing the locked dependencies into $(VENV) (once, about a minute) …"
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "nianbao needs python3 3.11 or later; this one is $$(python3 --version)"; exit 1; }
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing --python python3 $(VENV) && uv pip sync --quiet --python $(PY) requirements.lock; \
	else \
	  python3 -c 'import ensurepip, venv' || { echo "python3 has no venv: on Debian or Ubuntu, apt install python3-venv"; exit 1; }; \
	  python3 -m venv $(VENV); \
	  $(PY) -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --requirement requirements.lock; \
	fi
	@touch $@

setup: $(READY) ## install the locked dependencies into .venv (every other target does so by itself)

crawl: $(READY) ## collect the reports of REGISTRY into DATA/REGISTRY/archive
	@$(PY) -m spiders crawl --registry $(REGISTRY) --sites '$(SITES)' --years $(YEARS) --batches $(BATCHES) \
	  --contact '$(CONTACT)' --data $(DATA) $(ARGS)

discover: $(READY) ## find a site's column and its registry line: make discover URL=https://… [ARGS=--add]
	@$(PY) -m spiders discover '$(URL)' --data $(DATA) $(ARGS)

extract: $(READY) ## read what the archive holds and no reading covers yet
	@$(PY) -m extract --registry $(REGISTRY) --data $(DATA) --workers $(WORKERS) $(ARGS)

build-warehouse: extract ## readings → a new immutable release, checked, then made current
	@$(PY) -m warehouse build --registry $(REGISTRY) --data $(DATA)

check: $(READY) ## the current release's failed checks and worst offenders
	@$(PY) -m warehouse check --registry $(REGISTRY) --data $(DATA) $(ARGS)

sql: $(READY) ## ask the current release: make sql Q="select …" [FORMAT=table|csv|json]
	@$(PY) -m warehouse sql --registry $(REGISTRY) --data $(DATA) --format $(FORMAT) "$$Q"

test: $(READY) ## the whole test suite
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

test-fast: $(READY) ## the tests of seconds, without the long ones
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile -m 'not slow' $(ARGS)

lint: $(READY) ## ruff, and mypy in strict mode
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy

format: $(READY) ## let ruff lay out the code
	@$(PY) -m ruff check --fix . && $(PY) -m ruff format .

bench: $(READY) ## speed and accuracy of reading against the usual tools, and of collecting, each judged by its bar
	@$(PY) -m tests.bench $(ARGS)

bench-crawl: $(READY) ## pages a second beside a bare Scrapy spider, memory, archive reading
	@$(PY) -m tests.bench.collecting $(ARGS)

bench-kill: $(READY) ## builds killed at 200 random moments under readers: their answers, and how many were torn
	@$(PY) -m tests.warehouse.build.killing $(ARGS)

bench-warehouse: $(READY) ## an invented nation of SIZE=1M,25M,100M cells built, asked and changed
	@$(PY) -m tests.bench.warehouse --size $(SIZE) $(ARGS)

lock: $(READY) ## renew requirements.lock from the ranges in pyproject.toml
	@$(PY) -m uv pip compile --quiet --upgrade --universal --generate-hashes --all-extras --group dev --no-emit-index-url \
	  --custom-compile-command 'make lock' pyproject.toml --output-file requirements.lock

clean: ## remove what can be made again: environment, caches, readings, releases; never an archive
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -rf $(DATA)/*/readings $(DATA)/*/warehouse
	@echo "Kept: $(DATA)/*/archive (captures are never removed by a command)"

export Q
