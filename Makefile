# Every command prepares what it needs first; see docs/develop.md.
# PYTHON=... takes that one; else the system's where python3 is a slower build (see tools/bootstrap.py).
ifdef PYTHON
export TABARD_PYTHON := $(PYTHON)
endif
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help run test lint bench shots venv lock

help: ## Show these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 16

run: ## Start the product with its demo program (PORT=8000 HOST=127.0.0.1); Ctrl-C stops it
test: ## Run everything that must hold: lint, types, contracts, suite, flows, browser
lint: ## Run lint, types, import contracts, templates and migrations only
bench: ## Measure speed beside the peers
shots: ## Take screenshots of the main screens into var/shots/
venv: ## Only install what the tests need into .venv
lock: ## Lock the newest versions that fit pyproject.toml into requirements/

run test lint bench shots venv lock:
	@command -v $(PYTHON) >/dev/null || { echo "Tabard needs Python 3.11 or newer, and there is no $(PYTHON): install it (Debian/Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python@3.13)." >&2; exit 1; }
	@$(PYTHON) -m tools.bootstrap $@
