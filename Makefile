# The front door. Each goal installs what is missing, builds, and runs; again and again.

SCENARIO ?= examples/scenarios/fine_tune_economics.json
JOBS ?= $(shell nproc)

.PHONY: help report web test bench clean
.NOTPARALLEL:

help:
	@echo "make report   print the decision table of SCENARIO; the full report goes to build/report/"
	@echo "make web      compile the library for the report's page, into build/web/engine.js"
	@echo "make test     run every test: C++, Python, notebooks, README, examples"
	@echo "make bench    run the benchmarks against the named peers"
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

clean:
	rm -rf build
