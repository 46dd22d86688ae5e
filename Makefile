# Everything a developer runs. Needs Python 3.11 or newer and make; uses uv where it is on the PATH, else pip.
.POSIX:
.PHONY: help setup demo test check proof bench docs constraints clean

VENV = .venv
PY = $(VENV)/bin/python
# Where the demonstration shop is written.
DEMO = demo-shop
# Processes for pytest: 0 runs in one, 2 or more need pytest-xdist (part of setup).
WORKERS = 0
# More arguments for pytest: make test ARGS="-k refund".
ARGS =

CORE = $(VENV)/installed-core
DEV = $(VENV)/installed-dev

INSTALL = if command -v uv >/dev/null 2>&1; \
	then set -- uv pip install --quiet --compile-bytecode --python $(PY); \
	else set -- $(PY) -m pip install --quiet --disable-pip-version-check; fi; \
	"$$@" -c constraints.txt

help:
	@echo 'make demo         a shop to look at, made and analysed in $(DEMO)/'
	@echo 'make test         every test, with samples of the long proofs (WORKERS=2 for two processes, ARGS="-k word")'
	@echo 'make check        style, types, import rules and the house rules'
	@echo 'make setup        the development environment in $(VENV)/ (the others do it when needed)'
	@echo 'make proof        the long proofs in full'
	@echo 'make bench        the benchmarks; figures go to docs/results (ARGS="--data FOLDER" keeps their data)'
	@echo 'make docs         write the reference, check that the pages hold together'
	@echo 'make constraints  refresh constraints.txt to the newest versions allowed'
	@echo 'make clean        remove the environment, caches and the demonstration shop'

setup: $(DEV)

# The first Python that is new enough; PYTHON=/path/to/python decides otherwise.
$(VENV)/pyvenv.cfg:
	@for python in $${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 python}; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
		then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Regulars needs Python 3.11 or newer; found: $$($${PYTHON:-python3} --version 2>&1 || true)" >&2; \
		echo "Install one, or name it: make setup PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	echo "creating $(VENV) with $$($$found --version)"; \
	$$found -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot make environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(CORE): $(VENV)/pyvenv.cfg pyproject.toml constraints.txt
	@echo 'installing Regulars (a minute or two with pip, seconds with uv)'
	@$(INSTALL) -e .
	@touch $(CORE)

$(DEV): $(VENV)/pyvenv.cfg pyproject.toml constraints.txt
	@echo 'installing Regulars for development (a minute or two with pip, seconds with uv)'
	@$(INSTALL) -e '.[dev]'
	@touch $(CORE) $(DEV)

demo: $(CORE)
	@if [ -f $(DEMO)/reports/shop-en.html ]; then \
		echo 'A demonstration shop is in $(DEMO) already. Look at its picture in a browser:'; \
		echo '  $(DEMO)/reports/shop-en.html'; echo '  $(DEMO)/reports/shop-zh.html'; \
		echo 'Then try:         $(VENV)/bin/regulars segments --shop $(DEMO)'; \
		echo 'To start afresh:  $(VENV)/bin/regulars demo $(DEMO) --again'; \
	elif [ -f $(DEMO)/demo ]; then $(VENV)/bin/regulars demo $(DEMO) --again; \
	else $(VENV)/bin/regulars demo $(DEMO); fi

test: $(DEV)
	@$(PY) -m pytest -n $(WORKERS) $(ARGS)

check: $(DEV)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache --no-logo
	@$(PY) -m pytest -q tests/test_house.py tests/docs/test_reference.py

proof: $(DEV)
	@REGULARS_PROOF=full $(PY) -m pytest -m proof $(ARGS)

bench: $(DEV)
	@mkdir -p docs/results; for file in benchmarks/[a-z]*.py; do \
		echo "$$file"; result=docs/results/$$(basename "$$file" .py); \
		$(PY) "$$file" --json "$$result.json" --page "$$result.md" $(ARGS) || exit 1; \
	done

docs: $(DEV)
	@$(PY) docs/generate.py
	@$(PY) -m pytest -q tests/test_house.py tests/docs/test_reference.py

constraints: $(VENV)/pyvenv.cfg
	@rm -rf $(VENV)/constraints
	@$(PY) -m venv $(VENV)/constraints
	@$(VENV)/constraints/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@{ sed -n '/^#/p' constraints.txt; \
		$(VENV)/constraints/bin/python -m pip freeze --exclude-editable | sed -n '/^[^ ]*==[^ ]*$$/p' \
			| tr 'A-Z_' 'a-z-' | LC_ALL=C sort; } >$(VENV)/constraints.txt
	@mv $(VENV)/constraints.txt constraints.txt
	@rm -rf $(VENV)/constraints
	@echo 'constraints.txt is refreshed: run make test before keeping it'

clean:
	@rm -rf $(VENV) $(DEMO) build dist src/*.egg-info \
		.pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
