# The front door. Each goal installs what is missing, builds, and runs; again and again.

SCENARIO ?= examples/scenarios/fine_tune_economics.json
JOBS ?= $(shell nproc)
PAIRS ?= 100000
SCENARIOS ?= 100000
RANDOM_SCENARIOS ?= 10000
ADVERSARIAL := Crossovers.AgainstADenseScan:Axes.AgainstADenseScan:Axes.ClosedFormAndEnclosuresAgree:Spread.QuickAndCarefulSolversAgree:EightPairs.AgreeWithOneAtATime

FUZZ_SECONDS ?= 600

# One object for every build directory, however deep: whole paths, and one name for the compiler, by which the cache knows it.
ifeq ($(origin CXX), default)
CXX := c++
endif
export CXX
export CCACHE_BASEDIR :=
export CCACHE_NOHASHDIR := 1

.PHONY: help report web wheel test lint fuzz bench adversarial clean
.NOTPARALLEL:

help:
	@echo "make report   print the decision table of SCENARIO; the full report goes to build/report/"
	@echo "make web      compile the library for the report's page, into build/web/engine.js"
	@echo "make wheel    build the Python wheel with everything in it, into dist/"
	@echo "make test     run every test: C++, Python, notebooks, README, examples"
	@echo "make lint     run every formatter and checker; LINT_FIX=1 mends what can be mended"
	@echo "make fuzz     run the fuzz targets for FUZZ_SECONDS each (600)"
	@echo "make bench    run the benchmarks against the named peers"
	@echo "make adversarial   hold every solver of crossings against dense scans of PAIRS hard pairs, and the library"
	@echo "               against the oracle on SCENARIOS random scenarios; ask RANDOM_SCENARIOS others everything"
	@echo "make clean    remove build/"
	@echo
	@echo "SCENARIO = $(SCENARIO)"

report:
	@tools/bootstrap.sh report
	@mkdir -p build
	@cmake --preset release -DCOSTMODEL_BENCH=OFF >build/release-configure.log \
	    || { cat build/release-configure.log; exit 1; }
	@cmake --build --preset release --target costmodel_command -j $(JOBS)
	@tools/report.sh build/release/cli/costmodel $(SCENARIO) build/report

web:
	@tools/bootstrap.sh web
	@tools/web.sh && ls -l build/web/engine.js

wheel:
	@tools/bootstrap.sh wheel
	@tools/wheel.sh

lint:
	@tools/bootstrap.sh lint
	@tools/lint.sh

test:
	@tools/bootstrap.sh test
	@tools/test.sh

fuzz:
	@tools/bootstrap.sh fuzz
	@mkdir -p build
	@cmake --preset fuzz >build/fuzz-configure.log || { cat build/fuzz-configure.log; exit 1; }
	@cmake --build --preset fuzz -j $(JOBS)
	@tests/fuzz/run.sh build/fuzz $(FUZZ_SECONDS)

bench:
	@tools/bootstrap.sh bench
	@mkdir -p build
	@cmake --preset release -DCOSTMODEL_BENCH=ON >build/release-configure.log \
	    || { cat build/release-configure.log; exit 1; }
	@cmake --build --preset release -j $(JOBS)
	@tools/web.sh
	@python3 tools/python_env.py
	@build/venv/bin/python bench/run.py

adversarial:
	@tools/bootstrap.sh test
	@mkdir -p build
	@cmake --preset dev >build/dev-configure.log || { cat build/dev-configure.log; exit 1; }
	@cmake --build --preset dev --target costmodel_tests -j $(JOBS)
	@COSTMODEL_ADVERSARIAL_PAIRS=$(PAIRS) build/dev/tests/costmodel_tests --gtest_filter='$(ADVERSARIAL)'
	@python3 tools/python_env.py --for-tests
	@COSTMODEL_ORACLE_COUNT=$(SCENARIOS) build/venv/bin/python -m pytest -q -n $(JOBS) --dist worksteal tests/oracle/test_oracle.py
	@COSTMODEL_PROPERTY_COUNT=$(RANDOM_SCENARIOS) COSTMODEL_PROPERTY_SEED=$$(date +%s) build/venv/bin/python -m pytest -q \
	    -n $(JOBS) tests/oracle/test_any_scenario.py

clean:
	rm -rf build
