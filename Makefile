# Bauta. `make help` lists the targets. Needs Python 3.11 or newer with pip, and nothing else.

PYTHON ?= python3
BIN := .venv/bin
# Half of what tests do is to wait for something.
WORKERS ?= 3
UV := $(BIN)/uv
export UV_PROJECT_ENVIRONMENT := .venv

.DEFAULT_GOAL := help
.PHONY: help setup run media test check lint types layers soak screenshots transcripts fidelity plots bench clean

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# uv comes into the project's own environment, also where Python lacks ensurepip.
$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Bauta needs Python 3.11 or newer.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip .venv
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check uv

.venv/run.stamp: $(UV) uv.lock pyproject.toml
	@$(UV) sync --quiet --frozen --no-dev --inexact --python $(BIN)/python
	@touch $@

.venv/setup.stamp: $(UV) uv.lock pyproject.toml
	@$(UV) sync --quiet --frozen --all-extras --inexact --python $(BIN)/python
	@touch $@ .venv/run.stamp

setup: .venv/setup.stamp ## Make .venv with everything for development

run: .venv/run.stamp ## Set up and start Bauta
	@exec $(BIN)/bauta run

media: .venv/run.stamp ## Bring ffmpeg and what draws animated stickers, for a machine that has none
	@$(UV) sync --quiet --frozen --no-dev --extra media --inexact --python $(BIN)/python

# Tests start hundreds of processes: what these import is compiled once, whatever the environment says.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup ## Set up and run the tests
	@$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

check: lint types layers test ## What CI runs: lint, types, layers, tests

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy --num-workers 2

layers: setup
	@$(BIN)/lint-imports

soak: setup ## The long proofs; they resume where they stopped
	@$(BIN)/python -m tests.soak

screenshots: setup ## Take the pictures in docs/images anew
	@$(BIN)/python -m tests.e2e.screenshots

transcripts: setup ## Write docs/transcripts.md and docs/moderation-transcript.md anew
	@$(BIN)/python -m tests.e2e.transcripts
	@$(BIN)/python -m tests.e2e.moderation_story

fidelity: setup ## Write docs/fidelity.md anew
	@$(BIN)/python -m tests.fidelity

plots: setup ## Draw docs/images/matching-quality-*.png anew
	@$(BIN)/bauta simulate --seed 1 --seed 2 --seed 3 --plot docs/images/matching-quality-light.png \
		--plot docs/images/matching-quality-dark.png

bench: setup ## All benchmarks
	@$(BIN)/python -m benchmarks.relay
	@$(BIN)/python -m benchmarks.quality
	@$(BIN)/python -m benchmarks.matching
	@$(BIN)/python -m benchmarks.fidelity
	@$(BIN)/python -m benchmarks.moderation
	@$(BIN)/python -m benchmarks.housekeeping
	@$(BIN)/python -m benchmarks.catchup
	@$(BIN)/python -m benchmarks.chaos

clean: ## Remove the environment and caches (not ./data)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .compiled
