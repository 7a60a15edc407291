"""Including the library must not become dear unnoticed: preprocessed lines against the record in bench/headers.tsv."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "headers.py"


@pytest.fixture(scope="module")
def headers():
    if shutil.which(os.environ.get("CXX", "g++")) is None:
        pytest.skip("no C++ compiler")
    spec = importlib.util.spec_from_file_location("header_cost", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_record_lists_the_public_headers(headers):
    assert list(headers.recorded()[1]) == [headers.PEER, *headers.public_headers()]


def test_the_umbrella_costs_little_more_than_its_units(headers):
    assert headers.lines(headers.UMBRELLA) <= 1.5 * headers.lines(headers.PEER)


@pytest.mark.parametrize(
    "header", ["costmodel.hpp", "base/units.hpp", "solve/crossover.hpp", "solve/sweep.hpp", "io/scenario.hpp"]
)
def test_no_header_grew_unnoticed(headers, header):
    made_with, lines = headers.recorded()
    if made_with != headers.toolchain():
        pytest.skip(f"recorded with {made_with}, this is {headers.toolchain()}")
    assert headers.lines(f"costmodel/{header}") <= 1.1 * lines[f"costmodel/{header}"], (
        "leaner, or if it must be: bench/headers.py --write"
    )
