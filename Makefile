# Every target does its own set-up. What is done already is not done again.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test fuzz soak chaos check check-python check-rest bench lighthouse setup bundle schema screenshots lock clean

# Where it is set, every process compiles the program and its libraries anew: seconds at each start, minutes of tests.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
SEED := $(shell echo $$RANDOM)
TIMES := 10
# A whole run goes in two processes, each with a database of its own; a file stays in one of them. The order is that of
# tests/conftest.py: left to itself xdist keeps the files with the fewest tests for the end, which are the longest.
HALVES := -n 2 --dist loadfile --no-loadscope-reorder --maxprocesses 2 --durations 20 --durations-min 5
PHONE := app/pwa
# Folders too: their time changes when a file goes.
PHONE_SOURCES := $(shell find $(PHONE) -mindepth 1 \( -name node_modules -o -name dist -o -name dev \) -prune -o -print) \
	$(wildcard app/texts/*.po app/clients/*.json)

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1	\2/' | expand -t 14

run: setup bundle ## everything from nothing to a working window (options: make run ARGS="--empty")
	@echo 'Run: okno serve'
	@exec $(BIN)/okno serve $(ARGS)

test: setup bundle ## every test (some of them: make test ARGS="tests/kit -k token")
	@scripts/find-chromium
	@echo 'Test: pytest'
	@$(BIN)/pytest $(if $(ARGS),,$(HALVES)) $(ARGS)

fuzz: setup bundle ## every route asked anything at all, for minutes (the same again: make fuzz SEED=7 TIMES=20)
	@echo 'Fuzz: seed $(SEED), $(TIMES) times the short profile that make test runs'
	@OKNO_FUZZ_SEED=$(SEED) OKNO_FUZZ_TIMES=$(TIMES) $(BIN)/pytest tests/fuzz $(ARGS)

soak: setup ## twenty thousand writes by sixteen writers at once, and what phones that follow them missed
	@OKNO_SOAK=full $(BIN)/pytest -q -s tests/sync/test_feeds_under_load.py -k sixteen_write

chaos: setup ## delivery, reminders and pushes under fire, the long profile: hundreds of kills; its figures go into README
	@OKNO_CHAOS=full $(BIN)/pytest -q -s $(STORMS) $(ARGS)

# The storms, and the tests that kill at a named place: these are repeated until each place has seen its twenty deaths.
STORMS := tests/chaos tests/bots/test_chain_crashes.py tests/bots/test_clock_crashes.py \
	tests/bots/test_burst_crashes.py tests/files/test_fetching.py

CHECKS := check-python check-rest

check: setup $(PHONE)/node_modules/.installed ## format, lint, types, import contracts, migrations equal schema
	@$(MAKE) --no-print-directory -j 2 $(CHECKS)

check-python:
	@echo 'Check: format'
	@$(BIN)/ruff format --quiet --check .
	@echo 'Check: lint'
	@$(BIN)/ruff check --quiet .
	@echo 'Check: types of Python'
	@$(BIN)/mypy --no-error-summary

check-rest:
	@echo 'Check: migrations make schema.sql'
	@$(BIN)/python -m app.kit.schema
	@echo 'Check: types of the phone'
	@scripts/with-node npm run --silent --prefix $(PHONE) types
	@echo 'Check: import contracts'
	@$(BIN)/lint-imports --no-logo

bench: setup bundle ## every bench (one: make bench ARGS="push"; a minute to see that they run: make bench ARGS="--quick")
	@echo 'Bench: bench/results'
	@$(BIN)/python -m bench $(ARGS)

lighthouse: setup bundle ## what Lighthouse says of the phone, the median of five runs (of one that runs: ARGS="--link URL")
	@echo 'Bench: Lighthouse'
	@$(BIN)/python -m bench.audits $(ARGS)

setup: .venv/.set-up ## the virtual environment with the locked dependencies
	@:

.venv/.set-up: requirements.lock pyproject.toml scripts/set-up
	@echo 'Set-up: locked dependencies into .venv'
	@scripts/set-up
	@touch $@

bundle: $(PHONE)/dist/.bundled ## the phone, built from TypeScript
	@:

$(PHONE)/node_modules/.installed: $(PHONE)/package-lock.json $(PHONE)/package.json | .venv/.set-up
	@echo 'Set-up: locked packages of the phone'
	@scripts/with-node npm ci --loglevel=error --no-update-notifier --no-audit --no-fund --prefix $(PHONE) >/dev/null || \
		{ echo 'Set-up stopped: npm could not install the phone packages (see above); it needs a network once' >&2; exit 1; }
	@touch $@

$(PHONE)/dist/.bundled: $(PHONE)/node_modules/.installed $(PHONE_SOURCES)
	@echo 'Bundle: the phone'
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/with-node npm run --silent --prefix $(PHONE) build
	@touch $@

schema: setup ## write migrations/schema.sql from the migrations
	@echo 'Schema: migrations/schema.sql'
	@$(BIN)/python -m app.kit.schema --write

screenshots: setup bundle ## render every screen from a running demo into docs/screens, README's few into docs (needs Chromium)
	@echo 'Screenshots: docs/'
	@$(BIN)/python -m tests.browser.screenshots

lock: setup ## write the locks anew from pyproject.toml and package.json (newest: make lock ARGS=--upgrade)
	@echo 'Lock: requirements.lock'
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--no-header --group dev $(ARGS) pyproject.toml -o requirements.lock
	@echo 'Lock: package-lock.json'
	@scripts/with-node npm install --prefix $(PHONE) --package-lock-only --omit-lockfile-registry-resolved --no-audit \
		--no-fund

clean: ## remove what set-up made (never .okno, where the data is)
	@rm -rf .venv $(PHONE)/node_modules $(PHONE)/dist
