# `make run` starts a sample site; `make test` runs every check. `make help` lists the rest.
PORT ?= 8000
HOME_FOLDER ?= var
BIN = .venv/bin
# Of two checks at a time each shows what it has to say when it is over (where make can: since 4.0).
WHOLE_OUTPUT = $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: help run demo test test-slow environment environment-core lint types imports test-core test-server test-postgres test-browser lock

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 16

run: ## Set up, load the sample day and serve it (PORT=8000)
	@python3 tools/bootstrap.py .venv server
	@TOCSIN_HOME=$(HOME_FOLDER) $(BIN)/tocsin serve --sample --port $(PORT)

demo: ## Replay the sample day live, 600 times as fast
	@python3 tools/bootstrap.py .venv server
	@$(BIN)/tocsin demo --speed 600 --port $(PORT)

test: ## Set up and run every check that CI runs
	@$(MAKE) --no-print-directory -j2 environment environment-core
	@echo "Two checks at a time; each shows what it has to say when it is over, in some twenty minutes in all"
	@$(MAKE) --no-print-directory -j2 $(WHOLE_OUTPUT) test-postgres test-server test-browser test-core types lint imports

environment:
	@python3 tools/bootstrap.py .venv dev

environment-core:
	@python3 tools/bootstrap.py .venv-core core-test

lint: ## Style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: ## Types: strict, with the Django plugin on the service
	$(BIN)/mypy

imports: ## Who may import whom
	$(BIN)/lint-imports

test-core: ## The core, in an environment that has no Django
	.venv-core/bin/python -m pytest -c tests/core/pytest.ini --rootdir . -m "not slow" tests/core src/tocsin

test-server: ## The service on SQLite
	$(BIN)/python -m pytest -m "not slow" tests/server tests/project

test-postgres: ## The same on PostgreSQL, but for pages and for what says nothing of the database
	$(BIN)/python tests/with_postgres.py -m "not slow and not any_database" --ignore tests/server/console tests/server

test-browser: ## End to end in headless Chromium
	$(BIN)/python -m pytest -m "not slow" tests/end_to_end

test-slow: ## The long trials: killed workers and servers, ten thousand random countries
	@python3 tools/bootstrap.py .venv dev
	$(BIN)/python -m pytest -c tests/core/pytest.ini --rootdir . -m slow tests/core
	$(BIN)/python -m pytest -m slow tests/server tests/end_to_end

LOCK = uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate \
       --no-header pyproject.toml requirements/build.in

lock: ## Pin the dependencies anew (needs uv)
	$(LOCK) --extra server --extra ray --extra test --extra dev -o requirements/dev.txt
	$(LOCK) --extra server -c requirements/dev.txt -o requirements/server.txt
	$(LOCK) --extra test -c requirements/dev.txt -o requirements/core-test.txt
	$(LOCK) -c requirements/dev.txt -o requirements/core.txt
	$(LOCK) --extra train -c requirements/dev.txt -o requirements/train.txt
	$(LOCK) --extra peers -c requirements/dev.txt -o requirements/peers.txt
