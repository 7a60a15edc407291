"""The header list is the theory: the script that checks it is checked here on small lists."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "check_layering.py"


@pytest.fixture(scope="module")
def layering():
    spec = importlib.util.spec_from_file_location("check_layering", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(layering, **texts):
    headers = {f"costmodel/{name}.hpp": text for name, text in texts.items()}
    return layering.problems(list(headers), headers.__getitem__)


def test_the_library_keeps_the_order(layering):
    assert layering.main() == 0


def test_including_what_is_above_is_fine(layering):
    assert check(layering, units="#include <vector>", bill="#include <costmodel/units.hpp>") == []


def test_including_what_is_below_is_found(layering):
    (problem,) = check(layering, units='#include "costmodel/bill.hpp"', bill="")
    assert problem == "costmodel/units.hpp: includes costmodel/bill.hpp, which is not above it"


def test_including_what_is_not_listed_is_found(layering):
    (problem,) = check(layering, bill="#include <costmodel/detail/secret.hpp>")
    assert "not in the list" in problem


@pytest.mark.parametrize(
    "include", ["nlohmann/json.hpp", "Eigen/Core", "boost/math/tools/roots.hpp", "bill.hpp"]
)
def test_third_parties_stay_at_their_edge(layering, include):
    (problem,) = check(layering, bill=f"#include <{include}>")
    assert include in problem


def test_the_umbrella_repeats_the_list(layering):
    umbrella = "#include <costmodel/units.hpp>\n#include <costmodel/bill.hpp>"
    assert check(layering, units="", bill="", costmodel=umbrella) == []
    (problem,) = check(layering, bill="", units="", costmodel=umbrella)
    assert problem.startswith("costmodel/costmodel.hpp: should include")


def test_the_list_is_read_in_order_and_without_comments(layering):
    text = "set(headers\n include/costmodel/units.hpp\n # include/costmodel/old.hpp\n include/costmodel/a/b.hpp)"
    assert layering.listed_headers(text) == ["costmodel/units.hpp", "costmodel/a/b.hpp"]
