#!/usr/bin/env bash
# Installs the system packages that `make <goal>` needs and the machine lacks.
# usage: tools/bootstrap.sh report|web|wheel|test|lint|fuzz|bench
#
# Each need is probed for what it gives, not for its name, so that a newer cmake from pip or a Python
# from pyenv is welcome. When nothing is missing, nothing is run: offline machines stay offline.
set -eu
goal=${1:?"usage: tools/bootstrap.sh report|web|wheel|test|lint|fuzz|bench"}
missing=()

need() {  # need PACKAGE COMMAND…: PACKAGE is missing when COMMAND fails
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}
has() { command -v "$1"; }
header() { echo "#include <$1>" | "${CXX:-g++}" -std=c++20 -fsyntax-only -M -x c++ -; }
installed() {  # by the package manager where there is one, else by its header
    if command -v dpkg-query >/dev/null; then
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$1")" = installed ]
    else
        header "$2"
    fi
}
cmake_is_new_enough() {
    local have
    have=$(cmake --version | sed -n 's/^cmake version //p')
    [ "$(printf '%s\n' 3.24 "$have" | sort -V | head -n1)" = 3.24 ]
}
python_has_venv() { python3 -c 'import venv, ensurepip'; }
python_has_headers() {
    python3 -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))'
}
has_latex() { has kpsewhich && kpsewhich booktabs.sty && kpsewhich lmodern.sty; }
has_calc() { has soffice && [ -e "$(dirname "$(readlink -f "$(command -v soffice)")")/libsclo.so" ]; }
has_chromium() { has chromium || has chromium-browser || has google-chrome; }
has_arial() { has fc-list && fc-list | grep -qiE 'liberation ?sans|arial'; }
clang_has_sanitizers() { has clang++ && echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' |
    clang++ -fsanitize=fuzzer,address,undefined -x c++ - -o /dev/null; }

need g++ has "${CXX:-g++}"
need cmake cmake_is_new_enough
need ninja-build has ninja
need libboost-dev installed libboost-dev boost/units/quantity.hpp
need libeigen3-dev installed libeigen3-dev Eigen/Core
need nlohmann-json3-dev installed nlohmann-json3-dev nlohmann/json.hpp
need libssl-dev installed libssl-dev openssl/evp.h
need libyaml-dev installed libyaml-dev yaml.h
need libsimdjson-dev installed libsimdjson-dev simdjson.h
need zlib1g-dev installed zlib1g-dev zlib.h
need libcli11-dev installed libcli11-dev CLI/CLI.hpp
if [ "$goal" = fuzz ] || [ "$goal" = test ]; then  # the tests run once more under clang's sanitizers
    need clang has clang++
    need libclang-rt-14-dev clang_has_sanitizers
fi
if [ "$goal" = lint ] || [ "$goal" = test ]; then
    need clang-format has clang-format
fi
if [ "$goal" = web ] || [ "$goal" = wheel ] || [ "$goal" = bench ] || [ "$goal" = test ]; then
    need emscripten has em++
    need ccache has ccache
fi
if [ "$goal" = bench ] || [ "$goal" = test ]; then  # the page in a browser, with the one font that it names
    need chromium has_chromium
    need nodejs has node
    need fonts-liberation has_arial
fi
if [ "$goal" = test ] || [ "$goal" = bench ]; then
    need libbenchmark-dev installed libbenchmark-dev benchmark/benchmark.h
fi
if [ "$goal" = test ] || [ "$goal" = bench ] || [ "$goal" = wheel ] || [ "$goal" = lint ]; then
    need python3 has python3
    need python3-venv python_has_venv
    need python3-dev python_has_headers
fi
if [ "$goal" = test ]; then
    need ccache has ccache
    need pkg-config has pkg-config
    need libgtest-dev installed libgtest-dev gtest/gtest.h
    need libgmock-dev installed libgmock-dev gmock/gmock.h
    need librapidcheck-dev installed librapidcheck-dev rapidcheck.h
    need texlive-latex-recommended has_latex
    need lmodern has_latex
    need libreoffice-calc-nogui has_calc
fi

if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif command -v apt-get >/dev/null && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo)
else
    as_root=()
fi
install=(apt-get install -y --no-install-recommends)
if [ ${#missing[@]} -gt 0 ] && [ ${#as_root[@]} -eq 0 ]; then
    if ! command -v apt-get >/dev/null; then
        echo "Missing: ${missing[*]} (names as in Debian). Install them, then run make $goal again." >&2
    else
        echo "Some system packages are missing. Install them, then run make $goal again:" >&2
        echo "    sudo apt-get update && sudo ${install[*]} ${missing[*]}" >&2
    fi
    exit 1
fi
if [ ${#missing[@]} -gt 0 ]; then
    "${as_root[@]}" apt-get update -q
    echo "Installing: ${missing[*]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" "${missing[@]}"
fi

if [ "$goal" != report ] &&
    ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    echo "python3 is $(python3 --version 2>&1); costmodel needs 3.10 or newer." >&2
    exit 1
fi
