# What a person and CI do with this repository. `make` alone lists it.
# It takes Python >= 3.11, git and make; the rest is installed into .venv, from hash-checked locks.

PORT ?= 8000
VENV ?= .venv
PY := $(VENV)/bin/python
# More for pytest: make test ARGS="-k merge".
ARGS ?=
# Some drills only: make drill DRILLS="quota server --short".
DRILLS ?=
# The plot anew: make bench BENCH="--svg docs/performance.svg".
BENCH ?=

# The newest Python that this project is tested on, or whatever newer one `python3` is.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)
TESTED_PYTHONS := 3.11 3.12 3.13

PIP := $(PY) -m pip --disable-pip-version-check --quiet
INSTALL_PROJECT := $(PIP) install --no-index --no-deps --no-build-isolation --editable .
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test
GRAPHIQL_TRIED := $(VENV)/.graphiql-tried

.DEFAULT_GOAL := help
.PHONY: help run test test-other-pythons test-all-pythons drill bench check format schema reference docs ide image lock clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# GraphiQL is built while the gateway serves already: nobody waits for it.
run: $(RUN_READY) ## Serve the sandbox on http://127.0.0.1:8000; PORT= changes the port.
	@$(MAKE) --no-print-directory $(GRAPHIQL_TRIED) & exec $(VENV)/bin/gateway serve --sandbox --host 127.0.0.1 --port $(PORT)

test: $(TEST_READY) ## Run every test; ARGS= goes to pytest.
	@$(PY) -m pytest $(ARGS)

test-other-pythons: $(TEST_READY) ## Run every test on each other tested Python that is here.
	@own=$$($(PY) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); found=; \
	for version in $(TESTED_PYTHONS); do \
		[ "$$version" != "$$own" ] || continue; \
		for python in "python$$version" "$${PYENV_ROOT:-$$HOME/.pyenv}/versions/$$version".*/bin/python; do \
			"$$python" -c '' 2>/dev/null && found="$$found $$version=$$python" && continue 2; \
		done; \
		echo "Python $$version is not here; the tests do not run on it."; \
	done; \
	for pair in $$found; do \
		echo "Tests on Python $${pair%%=*}:"; \
		$(MAKE) --no-print-directory test VENV=".cache/py$${pair%%=*}" PYTHON="$${pair#*=}" || exit 1; \
	done

test-all-pythons: test test-other-pythons ## Run every test on each tested Python that is here.

drill: $(TEST_READY) ## Break everything under load and print what callers noticed; DRILLS= names some.
	@$(PY) -m benchmarks.drills $(DRILLS)

bench: $(TEST_READY) ## Measure the speed beside plain Strawberry and a bare server; BENCH=--short takes half a minute.
	@$(PY) -m benchmarks.speed $(BENCH)

check: $(TEST_READY) ## Check format, lint, types, import contracts, schema, docs and the repository itself.
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo --cache-dir .cache/import-linter
	@$(VENV)/bin/hadolint Dockerfile
	@$(VENV)/bin/gateway schema --check
	@$(PY) -m pytest --quiet -m "not install" tests/docs tests/repository

format: $(TEST_READY) ## Format the code and mend what the linter can.
	@$(VENV)/bin/ruff check --fix --exit-zero .
	@$(VENV)/bin/ruff format .

schema: $(RUN_READY) ## Write schema.graphql anew from the code.
	@$(VENV)/bin/gateway schema

reference: $(RUN_READY) ## Write what is generated in docs/ anew from the code.
	@mkdir -p .cache
	@sed '/^|/,$$d' docs/settings.md >.cache/settings.md
	@$(VENV)/bin/gateway settings >>.cache/settings.md
	@mv .cache/settings.md docs/settings.md
	@sed '/^## Query/,$$d' docs/schema.md >.cache/schema.md
	@$(VENV)/bin/gateway schema --reference >>.cache/schema.md
	@mv .cache/schema.md docs/schema.md

docs: $(TEST_READY) ## Make the site of docs/ in .cache/site.
	@rm -rf .cache/site
	@$(VENV)/bin/zensical build --strict

ide: | $(PY) ## Build GraphiQL anew from ide/; takes Node.js and npm.
	@command -v npm >/dev/null || { echo "npm is not on the path: apt-get install nodejs npm"; exit 1; }
	@ide/build
	@touch $(GRAPHIQL_TRIED)

image: ## Build the container image; takes Docker.
	@command -v docker >/dev/null || { echo "docker is not on the path: an image takes Docker"; exit 1; }
	@docker build --tag tracking-gateway .

# `make lock` keeps the pins that still fit; `make lock UPGRADE=--upgrade` takes the newest releases.
COMPILE = .cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" $(UPGRADE)

lock: $(PY) ## Write requirements/*.txt anew from pyproject.toml.
	@test -x .cache/lock/bin/uv || { $(PY) -m venv .cache/lock && .cache/lock/bin/python -m pip \
		--disable-pip-version-check --quiet install --require-hashes -r requirements/lock.txt; }
	@$(COMPILE) pyproject.toml --group dev -o requirements/dev.txt
	@$(COMPILE) pyproject.toml --constraint requirements/dev.txt -o requirements/runtime.txt
	@$(COMPILE) --group build --constraint requirements/dev.txt -o requirements/build.txt
	@$(COMPILE) --group lock -o requirements/lock.txt

clean: ## Remove the environments and caches.
	@rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(PY):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none is on the path."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) can't make environments; on Debian and Ubuntu: apt-get install python3-venv"; \
		exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv --clear $(VENV)

$(RUN_READY): requirements/runtime.txt requirements/build.txt pyproject.toml | $(PY)
	@echo "Installing what the gateway runs on into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(INSTALL_PROJECT)
	@touch $@

$(TEST_READY): requirements/dev.txt pyproject.toml | $(PY)
	@echo "Installing what the tests run on into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(INSTALL_PROJECT)
	@touch $(RUN_READY) $@

# GraphiQL takes Node.js, which is not asked for: without it the gateway has a page of its own.
$(GRAPHIQL_TRIED): $(wildcard ide/build ide/*.js ide/*.json ide/*.html ide/*.css) | $(PY)
	@if command -v npm >/dev/null; then \
		echo "Building GraphiQL meanwhile; until then a smaller page takes its place."; \
		ide/build >$(VENV)/graphiql.log 2>&1 \
		|| echo "That failed, see $(VENV)/graphiql.log; the smaller page stays."; \
	fi
	@touch $@
