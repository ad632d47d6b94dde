# Whatever is made goes into .build/, which git ignores. The checks run in a copy of the checkout there: Ansible
# wants a collection in a folder .../ansible_collections/azure_dr/backup, and ansible-test follows no link to it.

# The Python to check with. It decides on the ansible-core too: see tests/pins.
PYTHON ?= python3
# Passed on to pytest, as in: make units PYTEST_ARGS="-k name -x"
PYTEST_ARGS ?=
# What make demo shows: recovery, or restore.
DEMO ?= recovery
# What make emulator has: small (three disks), or application (virtual machines, and a group for drills).
ESTATE ?= small
# The parts of the benchmark; all of them by default.
BENCH ?=
# The worlds of the simulation: one of them, or how many, from which on, and how long (10000, 0, and 600 s by default).
SEED ?=
SEEDS ?=
FIRST ?=
SECONDS ?=
# Set by `make test` for its parts, which run side by side: nothing is copied under the feet of the other.
STAGED ?=
# pytest's processes: three per processor, since tests wait for most of their time, and twelve at most.
WORKERS ?= $(shell "$(PYTHON)" -c 'import os; print(min(3 * (os.cpu_count() or 1), 12))')

# Its version, and the interpreter itself: neither a shim nor a virtual environment's.
found := $(shell "$(PYTHON)" -c 'import sys; print("%d.%d" % sys.version_info[:2], sys._base_executable)' 2>/dev/null)
version := $(firstword $(found))
python := $(wordlist 2,99,$(found))
build := $(CURDIR)/.build
venv := $(build)/venv-$(version)
clients := $(build)/venv-clients-$(version)
ee := $(build)/venv-ee-$(version)
awx := $(build)/venv-awx-$(version)
cli := $(build)/venv-clients-az-$(version)
peers := $(build)/venv-peers-$(version)
judging := $(build)/venv-judges-$(version)
empty := $(build)/venv-empty-$(version)
sphinx := $(build)/venv-sphinx-$(version)
site := $(build)/docs
stage := $(build)/ansible_collections/azure_dr/backup
tarball := $(build)/dist/azure_dr-backup-$(shell sed -n 's/^version: //p' galaxy.yml).tar.gz
pins := tests/pins/$(version).txt
known := $(shell ls tests/pins | sed -n 's/^\(3\.[0-9]*\)\.txt$$/\1/p' | sort -V)
core = $(shell sed -n 's/^ansible-core==//p' $(pins) 2>/dev/null)
quietly := "$(CURDIR)/tests/tools/quietly"

export PATH := $(venv)/bin:$(PATH)
export VIRTUAL_ENV := $(venv)
export ANSIBLE_COLLECTIONS_PATH := $(build)
export HYPOTHESIS_STORAGE_DIRECTORY := $(build)/cache/hypothesis
export MYPY_CACHE_DIR := $(build)/cache/mypy
export RUFF_CACHE_DIR := $(build)/cache/ruff

.PHONY: bench bench-peers docs help demo emulator lint sanity clients clients-az units integration molecule pytest test test-matrix simulate crash-test build judges release committed changelog format error-codes pins pin clean ee awx interpreter venv stage
.NOTPARALLEL:

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 14

demo: stage ## an application checked, recovered, put back and rehearsed, on an emulated Azure; DEMO=restore: disks restored
	@cd "$(stage)" && PYTHONPATH="$(build)" python -m ansible_collections.azure_dr.backup.tests.demo $(DEMO) \
		--reports "$(build)/reports"

emulator: stage ## an emulated Azure to try playbooks on; ESTATE=application: with virtual machines, and a group for drills
	@cd "$(stage)" && PYTHONPATH="$(build)" python -m ansible_collections.azure_dr.backup.tests.emulator --estate $(ESTATE)

lint: stage ## code, types, playbooks, documentation, changelog
	@cd "$(stage)" && $(quietly) "ruff check" ruff check .
	@cd "$(stage)" && $(quietly) "ruff format --check" ruff format --check .
	@cd "$(stage)" && $(quietly) "codespell" codespell .
	@cd "$(build)" && $(quietly) "mypy --strict" mypy --config-file "$(stage)/pyproject.toml" \
		-p ansible_collections.azure_dr.backup.plugins -p ansible_collections.azure_dr.backup.tests.emulator \
		-p ansible_collections.azure_dr.backup.tests.benchmarks -p ansible_collections.azure_dr.backup.tests.simulation
	@cd "$(stage)" && $(quietly) "ansible-lint --profile production" ansible-lint --offline --profile production
	@cd "$(stage)" && $(quietly) "antsibull-changelog lint" antsibull-changelog lint
	@cd "$(stage)" && $(quietly) "antsibull-docs lint-collection-docs" antsibull-docs lint-collection-docs \
		--plugin-docs --validate-collection-refs self --check-extra-docs-refs .

sanity: stage ## ansible-test sanity
	@python tests/tools/get_pip.py
	@cd "$(stage)" && $(quietly) "ansible-test sanity, ansible-core $(core), Python $(version)" \
		env PIP_QUIET=2 ansible-test sanity --local --python $(version) --color no

clients: stage ## other people's clients, against the emulator
	@$(call set-up,$(clients),tests/pins/clients.txt,other people's clients)
	@cd "$(stage)" && $(quietly) "pytest tests/clients, Python $(version)" "$(clients)/bin/pytest" tests/clients

clients-az: stage ## the Azure CLI, against the emulator (730 MB to set up, once)
	@$(call set-up,$(cli),tests/pins/clients-az.txt,the Azure CLI)
	@cd "$(stage)" && $(quietly) "pytest tests/clients_az, Python $(version)" \
		"$(cli)/bin/pytest" --confcutdir tests/clients_az tests/clients_az

ee: stage ## the execution environment, as far as that goes without a container engine
	@$(call set-up,$(ee),tests/pins/ee.txt,ansible-builder)
	@cd "$(stage)" && PATH="$(ee)/bin:$(PATH)" $(quietly) "pytest tests/ee, Python $(version)" \
		"$(ee)/bin/pytest" --confcutdir tests/ee tests/ee

awx: stage ## the kit for AWX, against awx.awx (600 MB to set up, once)
	@$(call set-up,$(awx),tests/pins/awx.txt,awx.awx)
	@cd "$(stage)/extensions/awx" && PATH="$(awx)/bin:$(PATH)" $(quietly) "ansible-lint extensions/awx" \
		ansible-lint --offline --profile production --config-file "$(stage)/extensions/awx/.ansible-lint" .
	@cd "$(stage)" && PATH="$(awx)/bin:$(PATH)" $(quietly) "pytest tests/awx, Python $(version)" \
		"$(awx)/bin/pytest" --confcutdir tests/awx tests/awx

units: suite = tests/unit
units: pytest ## the tests of the parts

integration: suite = tests/integration
integration: pytest ## the tests of the whole, on the emulated Azure

molecule: stage ## the scenarios of extensions/molecule, each on an emulated Azure
	@cd "$(stage)" && $(quietly) "molecule test, ansible-core $(core)" env PYTHONPATH="$(build)" molecule test --all

pytest: stage
	@echo "== pytest, ansible-core $(core), Python $(version)"
	@cd "$(stage)" && pytest -n $(WORKERS) --dist load --maxschedchunk 1 $(PYTEST_ARGS) $(suite)

bench: stage ## what restores and backups take, side by side; BENCH="100 buckets" measures these parts only
	@cd "$(stage)" && PYTHONPATH="$(build)" python -m ansible_collections.azure_dr.backup.tests.benchmarks \
		--markdown "$(build)/bench/bench.md" $(BENCH)

bench-peers: wanted = $(peers)/lib/python$(version)/site-packages/ansible_collections/azure/azcollection/requirements.txt
bench-peers: stage ## the same calls by azure.azcollection and Microsoft's client (2 GB to set up, once)
	@cmp -s tests/pins/peers.txt "$(peers)/pins.txt" || \
		echo "azure.azcollection and all that it requires take 2 GB and some minutes to set up, once."
	@$(call set-up,$(peers),tests/pins/peers.txt,azure.azcollection)
	@cmp -s "$(wanted)" "$(peers)/requirements.txt" || { \
		"$(peers)/bin/python" -m pip install -qq --requirement "$(wanted)" && cp "$(wanted)" "$(peers)/"; }
	@cd "$(stage)" && PATH="$(peers)/bin:$(PATH)" PYTHONPATH="$(build)" \
		python -m ansible_collections.azure_dr.backup.tests.benchmarks \
		--markdown "$(build)/bench/peers.md" $(or $(BENCH),peer-tasks peer-client)

# Lint and sanity keep one processor each busy.
test: stage ## all of the checks
	@$(MAKE) --no-print-directory STAGED=yes lint & lint=$$!; \
		$(MAKE) --no-print-directory STAGED=yes sanity; sanity=$$?; wait $$lint && exit $$sanity
	@$(MAKE) --no-print-directory STAGED=yes clients pytest

test-matrix: interpreter ## the same on each Python of tests/pins that this machine has
	@"$(python)" tests/tools/matrix.py lint@newest sanity pytest

simulate: stage ## random worlds on virtual time, at most SEEDS of them for at most SECONDS; SEED=123 repeats one
	@cd "$(stage)" && PYTHONPATH="$(build)" python -m ansible_collections.azure_dr.backup.tests.simulation \
		$(if $(SEED),--seed $(SEED)) $(if $(SEEDS),--seeds $(SEEDS)) $(if $(SECONDS),--seconds $(SECONDS)) \
		$(if $(FIRST),--first $(FIRST))

crash-test: stage ## a restore, a backup, a swap and a recovery killed or disturbed at each of their requests; some 60 minutes
	@cd "$(stage)" && pytest -n 6 $(PYTEST_ARGS) tests/crash

docs: stage ## the documentation site, in .build/docs
	@$(call set-up,$(sphinx),tests/pins/docs.txt,Sphinx)
	@rm -rf "$(site)" && mkdir -m 700 -p "$(site)" "$(site)/rst"
	@PATH="$(sphinx)/bin:$(PATH)" $(quietly) "antsibull-docs collection" antsibull-docs collection --use-current \
		--squash-hierarchy --fail-on-error --dest-dir "$(site)/rst" azure_dr.backup
	@cp -R docs/docsite/rst/images "$(site)/rst/docsite/"
	@$(quietly) "sphinx-build" "$(sphinx)/bin/sphinx-build" -M html "$(site)/rst" "$(site)" \
		-c "$(stage)/docs/sphinx" -W --keep-going
	@echo "$(site)/html/index.html"

build: stage ## the collection's tarball, in .build/dist
	@python tests/tools/tarball.py "$(stage)" "$(build)/dist"

judges: ee build ## what others judge a collection by, besides lint and sanity: galaxy-importer, REUSE, ansible-builder
	@$(call set-up,$(judging),tests/pins/judges.txt,the judges)
	@cd "$(stage)" && $(quietly) "reuse lint" "$(judging)/bin/reuse" lint
	@PATH="$(judging)/bin:$(PATH)" $(quietly) "galaxy-importer" python tests/tools/importer.py "$(tarball)"

release: committed judges ## the tarball with an SBOM and checksums, tried in an empty environment, in .build/release
	@echo "== Setting up an empty environment, ansible-core $(core), Python $(version)"
	@$(call refuse-link,$(empty)) && "$(python)" -m venv --clear --without-pip "$(empty)"
	@python -m pip --python "$(empty)/bin/python" install -qq \
		--constraint $(pins) --requirement meta/ee-requirements.txt ansible-core
	@"$(judging)/bin/python" tests/tools/release.py "$(tarball)" "$(empty)" "$(build)/release"
	@cd "$(stage)" && PATH="$(empty)/bin:$(PATH)" $(quietly) "pytest tests/release, ansible-core $(core)" \
		"$(venv)/bin/pytest" tests/release

committed:
	@test -z "$$(git status --porcelain)" || { \
		echo "A release is made of a commit, and this checkout has changes that are in none." >&2; exit 1; }

changelog: venv ## make the fragments the changelog of galaxy.yml's version
	@antsibull-changelog release

error-codes: stage ## bring the lists in the page on troubleshooting up to date
	@PYTHONPATH="$(build)" python -m ansible_collections.azure_dr.backup.tests.support.error_codes \
		docs/docsite/rst/troubleshooting.rst

format: venv ## bring the code into shape
	@ruff check --quiet --fix-only .
	@ruff format --quiet .

pins: interpreter ## resolve tests/pins anew, within each file's series of ansible-core
	@"$(python)" tests/tools/matrix.py pin
	@$(call resolve,tests/pins/clients.txt,--requirement tests/pins/clients.in)
	@$(call resolve,tests/pins/clients-az.txt,--requirement tests/pins/clients-az.in)
	@$(call resolve,tests/pins/awx.txt,--requirement tests/pins/awx.in)
	@$(call resolve,tests/pins/ee.txt,--requirement tests/pins/ee.in)
	@"$(build)/pin/bin/pip-compile" --quiet --upgrade --generate-hashes --no-header --no-emit-options --strip-extras \
		--output-file extensions/execution_environment/requirements.txt meta/ee-requirements.txt
	@$(call resolve,tests/pins/docs.txt,--requirement tests/pins/docs.in)
	@$(call resolve,tests/pins/judges.txt,--requirement tests/pins/judges.in)

pin:
	@$(call resolve,$(pins),--requirement tests/pins/tools.in \
		"ansible-core==$(shell sed -n 's/^ansible-core==\([0-9]*\.[0-9]*\)\..*/\1/p' $(pins)).*")

# What pip makes of requirements (2), as pins (1).
resolve = $(call refuse-link,$(build)/pin) && "$(python)" -m venv --clear "$(build)/pin" && "$(build)/pin/bin/python" -m pip install -qq $(2) && \
	"$(build)/pin/bin/python" -m pip freeze >$(1)

clean: ## take away all that was made
	@rm -rf "$(build)"

# A virtual environment (1), set up anew when its pins (2) are other than those it was made from.
set-up = cmp -s $(2) "$(1)/pins.txt" || { $(call refuse-link,$(1)) && \
	echo "== Setting up $(3) on Python $(version)" && \
	"$(python)" -m venv --clear "$(1)" && "$(1)/bin/python" -m pip install -qq --requirement $(2) && \
	cp $(2) "$(1)/pins.txt"; }

# Python would empty the folder that a link leads to, which others may use, and then fail at the link.
refuse-link = { test ! -L "$(1)" || { \
	echo "'$(1)' is a link, and a new virtual environment would empty what it leads to: delete the link." >&2; exit 1; }; }

choose = Choose one of $(known), as in: make $(or $(firstword $(MAKECMDGOALS)),test) PYTHON=python$(lastword $(known))

interpreter:
	@test -n "$(python)" || { echo "'$(PYTHON)' can't be run as a Python. $(choose)" >&2; exit 1; }

# One virtual environment per Python.
venv: interpreter
	@test -f $(pins) || { \
		echo "'$(PYTHON)' is Python $(version), which nothing here is checked with. $(choose)" >&2; exit 1; }
	@$(call set-up,$(venv),$(pins),ansible-core $(core))

# The copy is a git repository of its own, for tools that would ask the checkout's, which ignores the copy.
stage: venv
	@$(if $(STAGED),,python tests/tools/stage.py "$(stage)")
	@test -d "$(stage)/.git" || git -c init.defaultBranch=main init --quiet "$(stage)"
