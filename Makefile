# make site    build both editions into _build/site
# make test    run every test
# make serve   show the site on localhost and follow changes (PORT=8000)
# make record  run the changed chapters and record their outputs
# make check   an author's quick gate: formatting, tables, languages, notebooks; no browser
# make bench   measure builds and pages; prints a table, writes _build/bench.json
# make lock    write requirements.txt anew from pyproject.toml

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
BOOK := $(BIN)/python -m deepseek_shock

.PHONY: site test serve record check bench lock clean

site: .venv/installed
	@$(BOOK) site

serve: .venv/installed
	@$(BOOK) serve --port $(PORT)

record: .venv/installed
	@$(BOOK) record

check: .venv/installed
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@$(BIN)/pytest -q -m "not site" tests/test_notebooks.py tests/test_parity.py tests/test_prose.py tests/test_language.py tests/test_data_package.py

test: .venv/installed
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/python tests/browser.py
	@$(BIN)/pytest -q -n logical --maxprocesses 4 --dist loadfile

bench: .venv/installed
	@$(BIN)/python tests/browser.py
	@PYTHONPATH=tests $(BIN)/python -m bench

lock: .venv/installed
	$(BIN)/uv pip compile --quiet --extra book --extra test --output-file requirements.txt pyproject.toml

clean:
	rm -rf _build

# Everything the book needs, at exact versions, and the package itself so that an edit works at once.
.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	@test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@
