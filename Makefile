# nianbao: every command starts here; each target is a thin front of the command `nianbao`.
# Nothing is assumed but python3 (3.11 or later, with venv), make and a package index.

REGISTRY ?= demo
SITES    ?= *
YEARS    ?=
BATCHES  ?= 1
WORKERS  ?= 2
DATA     ?= data
CONTACT  ?=
FORMAT   ?= table
ARGS     ?=
SIZE     ?= 1M
MINUTES  ?= 20
SEED     ?= 1
EXTRAS   ?=
FROM     ?=
URL      ?=
Q        ?=
OUT      ?= site

VENV    := .venv
PY      := $(VENV)/bin/python
NIANBAO := $(VENV)/bin/nianbao
READY   := $(VENV)/.ready
DEV     := $(VENV)/.ready-dev

# What people write into these reaches a command as it stands, by the environment: a dollar sign, a quote or a blank
# in a question, a path or a contact is nothing to make or to the shell.
$(foreach name,REGISTRY SITES YEARS DATA CONTACT FORMAT FROM OUT URL Q,$(eval override export $(name) := $$(value $(name))))

# Locks are whole and hashed, so nothing is resolved and nothing unlisted can come in. Nothing is removed either:
# what `make test` or EXTRAS brought stays when the users' lock is installed again.
define install
if command -v uv >/dev/null; then uv pip install --quiet --python $(PY) --no-deps $(1); \
	else $(PIP) install --quiet --disable-pip-version-check --no-compile --no-deps $(1); fi
endef

# The machine's pip installs into the environment from outside; where it has none, or one before 22.3, the
# environment holds its own (12 MB, and two seconds).
PIP     = $$([ -x $(VENV)/bin/pip ] && echo $(PY) -m pip || echo python3 -m pip --python $(PY))
OUTSIDE = python3 -m pip --python "$$(command -v python3)" --version >/dev/null 2>&1

LOCK = $(PY) -m uv pip compile --quiet $(ARGS) --universal --generate-hashes --no-emit-index-url \
  --custom-compile-command 'make lock'

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev crawl nightly discover home-pages extract build-warehouse check sql notebooks serve site test test-fast lint audit fuzz format bench bench-crawl bench-survey bench-kill bench-cluster bench-warehouse bench-web bench-country torture lock clean

help: ## this list
	@awk 'BEGIN {FS = ":.*## "; print "make TARGET [REGISTRY=demo] [SITES=*] [YEARS=2019-2025] [BATCHES=1] [WORKERS=2] [ARGS=…]\n"} \
	  /^[a-z-]+:.*## / {printf "  %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@echo "Installing the locked dependencies into $(VENV) (once, half a minute) …"
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "nianbao needs python3 3.11 or later; this one is $$(python3 --version)"; exit 1; }
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing --python python3 $(VENV); \
	else \
	  python3 -c 'import ensurepip, venv' || { echo "python3 has no venv: on Debian or Ubuntu, apt install python3-venv"; exit 1; }; \
	  python3 -m venv $$($(OUTSIDE) && echo --without-pip) $(VENV); \
	fi
	@$(call install,--requirement requirements.lock)
	@$(call install,--no-build-isolation --editable .)
	@touch $@

$(DEV): requirements-dev.lock $(READY)
	@echo "Installing what tests and lint need into $(VENV) (once, about a minute) …"
	@$(call install,--requirement requirements-dev.lock)
	@touch $@

setup: $(READY) ## install the locked dependencies into .venv (other targets do); EXTRAS="web ocr notebooks exports browser scale mcp" adds these
	@test -z '$(EXTRAS)' || $(PY) .ci/extras.py $(EXTRAS) > $(VENV)/extras.lock
	@test -z '$(EXTRAS)' || { $(call install,--requirement $(VENV)/extras.lock); }

setup-dev: $(DEV) ## install what tests, lint and benchmarks need as well, all extras among it

crawl: $(READY) ## collect the reports of REGISTRY into DATA/REGISTRY/archive
	@$(NIANBAO) crawl --registry "$$REGISTRY" --sites "$$SITES" $${YEARS:+--years "$$YEARS"} --batches $(BATCHES) \
	  --contact "$$CONTACT" --data "$$DATA" $(ARGS)

nightly: $(READY) ## crawl, extract, build even where sites failed, status page; exit codes: `nianbao nightly --help`
	@$(NIANBAO) nightly --registry "$$REGISTRY" --sites "$$SITES" $${YEARS:+--years "$$YEARS"} --batches $(BATCHES) \
	  --workers $(WORKERS) --contact "$$CONTACT" --data "$$DATA" $(ARGS)

discover: $(READY) ## find a site's column and its registry line: make discover URL=https://… [ARGS=--add], or FROM=places.csv
	@test "$$REGISTRY" = demo || set -- --registry "$$REGISTRY"; test -n "$$FROM" || set -- "$$@" "$$URL"; \
	  $(NIANBAO) discover $${FROM:+--from "$$FROM"} "$$@" --contact "$$CONTACT" --data "$$DATA" $(ARGS)

home-pages: $(READY) ## home pages of all divisions from Wikidata into FROM=places.csv
	@$(NIANBAO) home-pages "$$FROM" --contact "$$CONTACT" $(ARGS)

extract: $(READY) ## read what the archive holds and no reading covers yet
	@$(NIANBAO) extract --registry "$$REGISTRY" --data "$$DATA" --workers $(WORKERS) $(ARGS)

build-warehouse: extract ## readings → a new immutable release, checked, then made current
	@$(NIANBAO) build --registry "$$REGISTRY" --data "$$DATA"

check: $(READY) ## the current release's failed checks and worst offenders
	@$(NIANBAO) check --registry "$$REGISTRY" --data "$$DATA" $(ARGS)

sql: $(READY) ## ask the current release: make sql Q="select …" [FORMAT=table|csv|json], or a question in a pipe
	@$(NIANBAO) sql --registry "$$REGISTRY" --data "$$DATA" --format "$$FORMAT" $(ARGS) $${Q:+"$$Q"}

notebooks: $(READY) ## the notebooks as pages that need no internet, below DATA/REGISTRY/notebooks [ARGS='--district 110101']
	@$(PY) -c 'import altair, marimo, vl_convert' 2>/dev/null || { echo "First run: make setup EXTRAS=notebooks"; exit 1; }
	@PYTHONPATH=notebooks $(PY) -m shared.export --registry "$$REGISTRY" --data "$$DATA" $(ARGS)

# Compiled once: hundreds of processes are started, and each would compile Scrapy anew where the variable is set.
TEST = env -u PYTHONDONTWRITEBYTECODE $(PY) -m pytest -n $(WORKERS) --dist loadfile

serve: $(READY) ## the page to look at, on this machine; it needs make setup EXTRAS=web
	@$(NIANBAO) serve --registry "$$REGISTRY" --data "$$DATA" $(ARGS)

site: $(READY) ## the page to look at, as the folder OUT=site for any host; it needs make setup EXTRAS=web
	@$(NIANBAO) site --registry "$$REGISTRY" --data "$$DATA" --out "$$OUT" $(ARGS)

test: $(DEV) ## the whole test suite
	@$(TEST) $(ARGS)

test-fast: $(DEV) ## the tests of seconds, without the long ones
	@$(TEST) -m 'not slow' $(ARGS)

lint: $(DEV) ## ruff, mypy in strict mode, and deptry: what is imported is declared, and the other way round
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy
	@$(VENV)/bin/deptry spiders extract warehouse notebooks
	@$(VENV)/bin/deptry tests --ignore DEP002,DEP004  # tests may import what only developers install

audit: $(DEV) ## known risks of the locked dependencies; needs the internet
	@$(PY) .ci/audit.py

format: $(DEV) ## let ruff lay out the code
	@$(PY) -m ruff check --fix . && $(PY) -m ruff format .

fuzz: $(DEV) ## inputs changed at random for MINUTES, until one breaks a reader or a list parser
	@$(PY) -m tests.fuzz --minutes $(MINUTES) $(ARGS)

bench: $(DEV) ## speed and accuracy of reading against the usual tools, and of collecting, each judged by its bar
	@$(PY) -m tests.bench $(ARGS)

bench-crawl: $(DEV) ## pages a second beside a bare Scrapy spider, memory, archive reading
	@$(PY) -m tests.bench.collecting $(ARGS)

bench-survey: $(DEV) ## 3,200 simulated hosts searched for their columns: wall time, memory, requests, hours at the real pause
	@$(PY) -m tests.bench.survey $(ARGS)

bench-kill: $(DEV) ## builds killed at 200 random moments under readers: their answers, and how many were torn
	@$(PY) -m tests.warehouse.build.killing $(ARGS)

bench-cluster: $(DEV) ## two Dask workers against one; 30 workers and 5 schedulers killed while they read and collect
	@$(PY) -m tests.bench.cluster $(ARGS)

bench-warehouse: $(DEV) ## an invented nation of SIZE=1M,25M,100M,200M cells built, asked and changed
	@$(PY) -m tests.bench.warehouse --size $(SIZE) $(ARGS)

bench-country: $(DEV) ## documents a second of two workers over formats as the country has them; hours for three million
	@$(PY) -m tests.bench.country $(ARGS)

bench-web: $(DEV) ## pages of an invented nation of SIZE=1M,25M cells to 50 readers at once, first paint, memory
	@$(PY) -m tests.bench.web --size $(SIZE) $(ARGS)

torture: $(DEV) ## kills, full disks, damage, hostile sites, text and SQL at random for MINUTES=20; ARGS=--save: docs/torture.md
	@$(PY) -m tests.bench.torture --minutes $(MINUTES) --seed $(SEED) $(ARGS)

lock: $(DEV) ## both locks from the ranges in pyproject.toml, versions kept where they may be; ARGS=--upgrade renews them
	@$(LOCK) --all-extras --group dev --output-file requirements-dev.lock pyproject.toml
	@$(LOCK) --group build --constraint requirements-dev.lock --output-file requirements.lock pyproject.toml

clean: ## remove what can be made again: environment, caches, readings, releases, pages; never an archive
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -rf "$${DATA:?}"/*/readings "$${DATA:?}"/*/warehouse "$${DATA:?}"/*/notebooks
	@echo "Kept: $$DATA/*/archive (captures are never removed by a command)"
