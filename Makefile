# Everything a newcomer needs: make demo, make brief, make test.
# PyTorch needs a word: the plain package brings gigabytes of GPU libraries. We ask for its CPU build, first where pip already looks,
# then at PyTorch's own index, and take the plain package only where neither has one (macOS, where it is small).

SHELL := /bin/bash
PYTHON ?= python3
TORCH ?= 2.13.0
TORCH_CPU_INDEX ?= https://download.pytorch.org/whl/cpu
BIN := .venv/bin
export PANTAU_STATE ?= var

.PHONY: setup demo brief pictures test lint clean

setup: .venv/.ok

.venv/.ok: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pantau Kaltim needs Python 3.11 or newer; install it or set PYTHON=")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q "torch==$(TORCH)+cpu" 2>/dev/null \
	  || $(BIN)/pip install -q --index-url $(TORCH_CPU_INDEX) "torch==$(TORCH)+cpu" \
	  || $(BIN)/pip install -q "torch==$(TORCH)"
	$(BIN)/pip install -q -c constraints.txt -e '.[dev]'
	$(BIN)/pantau setup
	touch $@

demo: setup  ## the whole job on an invented week, served on this machine
	$(BIN)/python -m tests.sample_day.demo

brief: setup  ## the whole job on the live sources
	$(BIN)/pantau brief --fresh

pictures: setup  ## page one of the daily and the weekly brief, for the README
	$(BIN)/python -m tests.pictures

test: setup lint
	$(BIN)/pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv var
