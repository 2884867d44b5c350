# `make` lists the targets. Each sets itself up: the virtual environment is made once, and again when requirements change;
# the package is installed in place, so that changed code is used at once.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
INPUT ?= data/raw
OUT ?= data/out
BENCH ?= evaluation/gold/articles.jsonl
FILE ?= $(firstword $(wildcard data/raw/*.txt))

.DEFAULT_GOAL := help
.PHONY: help run test explain evaluate bench train lint lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name does; do printf '  make %-10s %s\n' "$$name" "$$does"; done

run: .venv/.run ## read every article under data/raw and write the claims tables to data/out (INPUT=… OUT=…)
	$(BIN)/claims run "$(INPUT)" --out "$(OUT)"

test: .venv/.dev ## run the tests
	$(BIN)/python -m pytest

explain: .venv/.run ## show one article, its claims and why (FILE=…)
	$(BIN)/claims explain "$(FILE)"

evaluate: .venv/.dev ## score the pipeline on the project's own gold, against its floors (GOLD=… for a folder of yours)
	$(BIN)/python -m evaluation $(GOLD)

bench: .venv/.dev ## measure speed: whole runs, amounts and dates beside their peers (BENCH=articles.jsonl)
	OMP_NUM_THREADS=1 $(BIN)/python -m evaluation.bench $(BENCH) --json evaluation/bench_results.json
	$(BIN)/python -m evaluation.bench_amounts $(BENCH)
	$(BIN)/python -m evaluation.bench_dates $(BENCH)

train: .venv/.dev ## learn the models anew (CORPORA=treebanks for the English model, GOLD="folders" for the links)
	$(if $(CORPORA)$(GOLD),,$(error say what to learn from: make train CORPORA=folder, or GOLD="folder …"))
	$(if $(CORPORA),$(BIN)/python -m training.english --corpora $(CORPORA) $(if $(PRESS),--press $(PRESS)) --work build/training --out pipeline/models/en_claims_sm)
	$(if $(GOLD),$(BIN)/python -m training.link $(GOLD))
	$(if $(GOLD),$(BIN)/python -m training.date_links $(GOLD))

lint: .venv/.dev ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock: .venv/.dev ## resolve the requirements anew (with hashes) from pyproject.toml
	$(PIP) install pip-tools==7.6.2
	$(BIN)/pip-compile $(LOCK) --output-file requirements.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

clean: ## remove what the other targets made
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf data/out/* data/out/.claims-*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --build-deps-for: setuptools is pinned too, since the package is installed without a download of its own
LOCK := --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --build-deps-for editable --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --annotation-style line

.venv/.run: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes --requirement requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	touch $@
