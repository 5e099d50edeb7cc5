# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run run-login test check bench bench-disclosure marts refresh lock clean

## Environment, marts and static files as needed, then the site; the address is printed
run: $(VENV)/.run
	@$(BIN)/python -m data_marts build --if-needed
	@$(BIN)/python -m data_marts attack --if-needed
	@$(BIN)/python -m data_marts publish --invented
	@$(BIN)/python -m app.static_files
	@exec $(BIN)/gunicorn app.wsgi:server

## The same with a login, and a provider on this machine with invented users
run-login: $(VENV)/.dev
	@$(BIN)/python -m data_marts build --if-needed
	@$(BIN)/python -m data_marts attack --if-needed
	@$(BIN)/python -m data_marts publish --invented
	@$(BIN)/python -m app.static_files
	@exec $(BIN)/python -m tests.provider.demo

## All tests, browser tests included
test: $(VENV)/.dev
	@$(BIN)/python -m tests.setup
	@$(BIN)/python -m app.static_files
	@$(BIN)/python -m pytest --numprocesses logical --dist loadscope --no-loadscope-reorder

## Format, lint, types, import contracts, SQL lint, documents against code
check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 2 queries data_marts
	$(BIN)/python -m pytest tests/docs

## Figures of speed as ratios; never a reason to fail
bench: $(VENV)/.dev
	@$(BIN)/python -m tests.setup
	@$(BIN)/python -m app.static_files
	@$(BIN)/python -m tests.benchmarks

## What protecting small numbers costs on three reference cubes; never a reason to fail
bench-disclosure: $(VENV)/.dev
	@$(BIN)/python -m tests.benchmarks.disclosure

## Build the marts of the invented delivery anew and publish them as the current release
marts: $(VENV)/.run
	$(BIN)/python -m data_marts build
	$(BIN)/python -m data_marts attack
	$(BIN)/python -m data_marts publish --invented

## Fetch Statistics Norway's figures into data_marts/reference
refresh: $(VENV)/.run
	$(BIN)/python -m data_marts refresh-ssb

## Resolve dependencies anew into the lock files
lock: $(VENV)/.dev
	$(BIN)/pip-compile $(LOCK) -o requirements.lock pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
LOCK := -q --upgrade --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --strip-extras --no-annotate

clean:
	rm -rf $(VENV) .static .cache .login tests/provider/node_modules data_marts/built data_marts/restricted data_marts/demo/delivery

$(VENV)/bin/python:
	@sh .ci/make-environment $(PYTHON) $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	@echo "Installing what the site needs (once, a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what the tests need (once, a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run
