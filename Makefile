# The front door. Each goal installs what is missing, builds, and runs; again and again.

SCENARIO ?= examples/scenarios/fine_tune_economics.json
JOBS ?= $(shell nproc)
PAIRS ?= 100000
ADVERSARIAL := Crossovers.AgainstADenseScan:Axes.AgainstADenseScan:Axes.ClosedFormAndEnclosuresAgree:Spread.QuickAndCarefulSolversAgree

.PHONY: help report test bench adversarial clean
.NOTPARALLEL:

help:
	@echo "make report   print the decision table of SCENARIO; the full report goes to build/report/"
	@echo "make test     run every test: C++, Python, notebooks, README, examples"
	@echo "make bench    run the benchmarks against the named peers"
	@echo "make adversarial   hold every solver of crossings against dense scans of PAIRS hard pairs"
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

test:
	@tools/bootstrap.sh test
	@tools/test.sh

bench:
	@tools/bootstrap.sh bench
	@mkdir -p build
	@cmake --preset release -DCOSTMODEL_BENCH=ON >build/release-configure.log \
	    || { cat build/release-configure.log; exit 1; }
	@cmake --build --preset release -j $(JOBS)
	@python3 tools/python_env.py
	@build/venv/bin/python bench/run.py

adversarial:
	@tools/bootstrap.sh test
	@mkdir -p build
	@cmake --preset dev >build/dev-configure.log || { cat build/dev-configure.log; exit 1; }
	@cmake --build --preset dev --target costmodel_tests -j $(JOBS)
	@COSTMODEL_ADVERSARIAL_PAIRS=$(PAIRS) build/dev/tests/costmodel_tests --gtest_filter='$(ADVERSARIAL)'

clean:
	rm -rf build
