"""The list of rooms is the theory: the script that checks it is checked here on small houses."""

import importlib.util
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "check_layering.py"


@pytest.fixture(scope="module")
def layering():
    spec = importlib.util.spec_from_file_location("check_layering", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_layering"] = module
    spec.loader.exec_module(module)
    return module


def check(layering, **texts):
    """Problems of a house of two rooms; a file is named ROOM__FILE, public where its room starts with a capital."""
    rooms = layering.Rooms(order=["base", "bill"])
    files = {}
    for key, text in texts.items():
        room, name = key.lower().split("__")
        file = (
            "costmodel/" if key[0].isupper() else ""
        ) + f"{room}/{name.replace('_cpp', '.cpp') if name.endswith('_cpp') else name + '.hpp'}"
        (rooms.sources if file.endswith(".cpp") else rooms.headers).append(file)
        rooms.room[file] = rooms.order.index(room)
        files[file] = text
    return layering.problems(rooms, files.__getitem__)


def test_the_project_keeps_the_order(layering):
    assert layering.main() == 0


def test_including_what_is_above_is_fine(layering):
    assert (
        check(
            layering,
            Base__units="#include <vector>",
            bill__tape="#include <costmodel/base/units.hpp>",
            bill__tape_cpp='#include "bill/tape.hpp"',
        )
        == []
    )


def test_including_what_is_below_is_found(layering):
    (problem,) = check(layering, Base__error='#include "costmodel/base/units.hpp"', Base__units="")
    assert problem == "costmodel/base/error.hpp: includes costmodel/base/units.hpp, which is not above it"


def test_a_room_below_is_found_in_sources_too(layering):
    (problem,) = check(layering, bill__tape="", base__error_cpp='#include "bill/tape.hpp"')
    assert problem == "base/error.cpp: includes bill/tape.hpp, of a room below"


def test_a_public_header_knows_no_private_one(layering):
    (problem,) = check(layering, base__tape="", Bill__bill='#include "base/tape.hpp"')
    assert "which is private" in problem


def test_including_what_is_not_listed_is_found(layering):
    (problem,) = check(layering, Bill__bill="#include <costmodel/detail/secret.hpp>")
    assert "not in the list" in problem


@pytest.mark.parametrize("include", ["nlohmann/json.hpp", "Eigen/Core", "boost/math/tools/roots.hpp", "bill.hpp"])
def test_third_parties_stay_at_their_edge(layering, include):
    (problem,) = check(layering, Bill__bill=f"#include <{include}>")
    assert include in problem


def test_the_umbrella_repeats_the_list(layering):
    rooms = layering.Rooms(
        order=["base", "decide"],
        headers=["costmodel/base/units.hpp", "costmodel/decide/decision.hpp"],
        room={"costmodel/base/units.hpp": 0, "costmodel/decide/decision.hpp": 1},
    )
    umbrella = ["#include <costmodel/base/units.hpp>", "#include <costmodel/decide/decision.hpp>"]
    assert layering.umbrella_problems(rooms, "\n".join(umbrella)) == []
    (problem,) = layering.umbrella_problems(rooms, "\n".join(reversed(umbrella)))
    assert problem.startswith("costmodel/costmodel.hpp: should include")


def test_the_list_is_read_in_order_and_without_comments(layering, tmp_path):
    public = tmp_path / "include" / "costmodel" / "base"
    public.mkdir(parents=True)
    (public / "units.hpp").write_text("")
    rooms = layering.listed(
        "costmodel_room(costmodel base\n    units.hpp # old.hpp\n    utf8.hpp\n    utf8.cpp)\n", tmp_path
    )
    assert rooms.headers == ["costmodel/version.hpp", "costmodel/base/units.hpp", "base/utf8.hpp"]
    assert rooms.sources == ["base/utf8.cpp"]


def test_arrows_between_rooms_are_counted_and_drawn(layering):
    rooms = layering.Rooms(
        order=["base", "bill", "model"], headers=["base/a.hpp", "bill/b.hpp", "model/c.hpp"], sources=["bill/b.cpp"]
    )
    rooms.room = {"base/a.hpp": 0, "bill/b.hpp": 1, "bill/b.cpp": 1, "model/c.hpp": 2}
    texts = {
        "base/a.hpp": "",
        "bill/b.hpp": '#include "base/a.hpp"',
        "bill/b.cpp": '#include "base/a.hpp"\n#include "bill/b.hpp"',
        "model/c.hpp": '#include "bill/b.hpp"\n#include <vector>',
    }
    between = layering.arrows(rooms, texts.__getitem__)
    assert between == {("bill", "base"): 2, ("model", "bill"): 1}
    assert layering.floors(between) == 3
    assert 'bill -> base [label="2"];' in layering.drawn(between)


def test_a_circle_of_python_modules_is_found(layering, tmp_path):
    (tmp_path / "a.py").write_text("from . import b\n")
    (tmp_path / "b.py").write_text("from .c import thing\n")
    (tmp_path / "c.py").write_text("from . import a\n\ndef later():\n    from . import d\n")
    (tmp_path / "d.py").write_text("from . import a\n")
    assert [found.split(":")[0] for found in layering.circles(layering.imports(tmp_path))] == ["a", "b", "c", "d"]
