# run     the cockpit with its sample site        sync   read the sources once
# test    everything the tests need, then all     check  format, lint, types, layers, SQL
# fix     what can be mended by tools             shots  pictures of every page
# bench   the benchmarks                          clean  what was made here
# faults  10,000 generated files, workbooks, configurations and syncs, each within a minute and 1 GB
SHELL = /bin/sh
VENV = .venv
PY = $(VENV)/bin/python
SQL = queries cockpit/presets
SYSTEM = .ci/system-packages

.PHONY: run sync test check fix shots bench faults cover system clean
.DEFAULT_GOAL = run
.NOTPARALLEL:

run: $(VENV)/.run-stamp
	@$(PY) -m cockpit run

sync: $(VENV)/.run-stamp
	@$(PY) -m cockpit sync

test: system $(VENV)/.test-stamp
	@$(PY) -m pytest -n 4 --dist worksteal

check: $(VENV)/.test-stamp
	@failed=""; \
	run() { echo "· $$*"; $(VENV)/bin/"$$@" || failed="$$failed\n  $$*"; }; \
	run ruff format --check .; \
	run ruff check .; \
	run mypy; \
	run lint-imports; \
	run sqlfluff lint $(SQL); \
	run python -m pytest -q tests/test_project.py tests/test_i18n.py; \
	if [ -n "$$failed" ]; then printf "failed:$$failed\n"; exit 1; fi; \
	echo "all checks passed"

fix: $(VENV)/.test-stamp
	@$(VENV)/bin/ruff check --fix-only --quiet .
	@$(VENV)/bin/ruff format .
	@-$(VENV)/bin/sqlfluff fix --quiet $(SQL)
	@$(PY) -m cockpit.metrics.document > docs/metrics.md
	@$(PY) -m cockpit.cli.document > docs/records.md

cover: $(VENV)/.test-stamp
	@$(VENV)/bin/coverage run -m pytest && $(VENV)/bin/coverage combine --quiet && $(VENV)/bin/coverage report

shots: system $(VENV)/.test-stamp
	@$(PY) -m tests.browser.shots build/shots

bench: system $(VENV)/.test-stamp
	@$(PY) -m bench

faults: $(VENV)/.test-stamp
	@$(PY) -m tests.faults.generated

system:
	@$(SYSTEM)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* htmlcov build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.run-stamp: requirements.txt
	@.ci/environment $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test-stamp: requirements-dev.txt $(VENV)/.run-stamp
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
