"""Results have one table of fields: JSON, attributes, stubs, schema and page say the same."""

import ast
import copy
import importlib.util
import json
import pickle
import subprocess
import sys
import types
import typing
from pathlib import Path

import costmodel as cm
import pytest
from costmodel import _core

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("result_files", ROOT / "tools" / "result_files.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def schema():
    return json.loads(_core.results_schema())


@pytest.fixture(scope="module")
def answers(fine_tune):
    """The answers of the library, each with its JSON and the definition that says what is in it."""
    decision = cm.decide(fine_tune)
    winners, values = cm.winners(fine_tune), cm.winning_values(fine_tune, "cmi", "demand")
    area = cm.winner_map(
        fine_tune, "demand", "cmi/pricing/usd_per_unit_minute", x_domain=(10, 1000), y_domain=(0.001, 0.1), columns=8
    )
    spread = cm.crossover_spread(fine_tune, "spark_llama", "cmi", draws=256)
    risk = cm.billing_risk(fine_tune, "cmi")
    return [
        (decision._native, decision.to_json(), "Decision"),
        (winners._native, winners.to_json(), "WinnerBands"),
        (values, _core.winning_values_json(values), "WinningValues"),
        (area, _core.winner_map_json(area), "WinnerMap"),
        (spread, _core.crossover_spread_json(spread), "CrossoverSpread"),
        (risk._native, risk.to_json(), "BillingRiskNumbers"),
    ]


def test_stub_schema_and_page_are_those_of_the_tables(tool):
    assert tool.main(["--check"]) == 0


def test_the_tool_finds_what_is_out_of_date(tool, tmp_path, monkeypatch, capsys):
    page = tmp_path / "results.md"
    page.write_text("old")
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "made", lambda: {page: "new"})
    assert tool.main(["--check"]) == 1 and page.read_text() == "old"
    assert tool.main([]) == 0 and page.read_text() == "new"


def test_every_attribute_is_in_the_stub_with_its_type(tool):
    text = (ROOT / "bindings" / "costmodel" / "_core.pyi").read_text()
    tree = ast.parse(text)
    aliases = {node.targets[0].id: ast.unparse(node.value) for node in tree.body if isinstance(node, ast.Assign)}
    stubbed = {
        node.name: {
            f.name: ast.unparse(f.returns) for f in node.body if isinstance(f, ast.FunctionDef) and f.decorator_list
        }
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    assert len(tool.records()) > 50
    for record in tool.records():
        attributes = {name for name, value in vars(record).items() if isinstance(value, property)}
        assert stubbed[record.__name__].keys() == attributes == record.__annotations__.keys(), record.__name__
        for name, kind in stubbed[record.__name__].items():
            for alias, meaning in aliases.items():
                kind = kind.replace(alias, meaning)
            assert kind.replace("'", '"') == record.__annotations__[name], (record.__name__, name)


def fits(value, kind):
    """Whether a value is of a type, all the way down."""
    if kind is typing.Any:
        return True
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return value in arguments
    if origin in (types.UnionType, typing.Union):
        return any(fits(value, one) for one in arguments)
    if origin is list:
        return isinstance(value, list) and all(fits(one, arguments[0]) for one in value)
    if origin is tuple:
        return isinstance(value, tuple) and len(value) == len(arguments) and all(map(fits, value, arguments))
    if origin is dict:
        return isinstance(value, dict) and all(fits(one, arguments[1]) for one in value.values())
    if hasattr(kind, "__annotations__"):
        return type(value) is kind and all(
            fits(getattr(value, name), type_of(kind, name)) for name in kind.__annotations__
        )
    return kind is type(None) and value is None or type(value) is kind


def type_of(record, name):
    return eval(record.__annotations__[name], {**vars(_core), "Literal": typing.Literal, "Any": typing.Any})


def test_every_attribute_is_of_the_type_that_it_is_said_to_be(answers):
    for answer, _, _ in answers:
        for name in type(answer).__annotations__:
            assert fits(getattr(answer, name), type_of(type(answer), name)), (type(answer).__name__, name)


def test_a_wrong_type_is_found():
    assert not fits("two", type_of(_core.Operation, "tries")) and not fits("late", type_of(_core.Operation, "state"))


def same(value, found, field, definitions, where):
    """Holds a value of Python against JSON. What JSON nests, or says of a pair in each of its parts, is not looked
    at."""
    if isinstance(value, _core.WinnerBands) and isinstance(found, list):
        value = value.bands  # JSON merges them into the whole
    if "anyOf" in field and value is not None:
        field = field["anyOf"][0]
    if "$ref" in field:
        attributes(value, found, definitions[field["$ref"].rsplit("/", 1)[1]], definitions, where)
    elif isinstance(found, list):
        assert len(value) == len(found), where
        for i, one in enumerate(found):
            same(value[i], one, field["items"], definitions, f"{where}/{i}")
    elif found is None:
        assert value in (None, "", float("inf")), where
    elif not isinstance(found, dict):
        assert value == found, where
        compared.append(where)


def attributes(answer, found, definition, definitions, where):
    for key, value in found.items():
        field = definition["properties"][key]
        name = field.get("x-python", key)
        nested = "properties" in field or "prefixItems" in field or key.endswith("crossovers")
        if hasattr(answer, name) and not nested and not isinstance(getattr(answer, name), dict):
            same(getattr(answer, name), value, field, definitions, f"{where}/{key}")


compared: list[str] = []


def test_python_and_json_say_the_same(answers, schema):
    for answer, text, definition in answers:
        before = len(compared)
        attributes(answer, json.loads(text), schema["$defs"][definition], schema["$defs"], definition)
        assert len(compared) > before + 5, definition


def test_what_is_written_keeps_the_schema(answers, schema):
    import jsonschema

    jsonschema.Draft202012Validator.check_schema(schema)
    for _, text, definition in answers:
        jsonschema.Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": schema["$defs"]}).validate(
            json.loads(text)
        )
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({"paths": [{"id": "cmi"}]})


@pytest.mark.parametrize(
    "command",
    [
        "decide",
        "cost",
        "crossover",
        "crossover --draws 64",
        "winners --axis demand",
        "winners --axis demand --path cmi",
        "map --x demand --y cmi/pricing/usd_per_unit_minute",
        "risk --path cmi",
        "explain --path cmi",
    ],
)
def test_what_a_command_writes_keeps_its_schema(command, schema):
    import jsonschema

    name, *options = command.split()
    file = str(ROOT / "examples" / "scenarios" / "fine_tune_economics.json")
    run = [sys.executable, "-m", "costmodel", name, file, *options, "--format", "json"]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode < 2, done.stderr
    titles = {one["title"]: one for one in schema["anyOf"]}
    given = " ".join(["costmodel", name, *(one for one in options if one in ("--draws", "--path"))])
    title = given if given in titles else f"costmodel {name}"
    jsonschema.Draft202012Validator({**titles[title], "$defs": schema["$defs"]}).validate(json.loads(done.stdout))


def test_answers_are_pickled_and_copied_to_the_bit(answers):
    for answer, _, _ in answers:
        for again in (pickle.loads(pickle.dumps(answer)), copy.deepcopy(answer)):
            assert again == answer and again.to_dict() == answer.to_dict(), type(answer).__name__
    with pytest.raises(ValueError, match="another version"):
        _core._restored("Operation", (1, 2))


@pytest.mark.parametrize("name", ["fine_tune_economics", "three_tiers"])
def test_a_pickled_decision_prints_the_same_report(name):
    """Its tables use members that no attribute shows."""
    scenario = cm.load(ROOT / "examples" / "scenarios" / f"{name}.json")
    native = cm.decide(scenario)._native
    again = pickle.loads(pickle.dumps(native))
    first, second = (_core.decision_report(scenario._native, one).render("md") for one in (native, again))
    assert first == second and len(first) > 10_000


def test_the_tables_around_whole_answers_pass_everything_on():
    """`placements`, `costs` and the rows themselves are the tables."""
    as_tables = {"layers", "paths", "paths_packed", "bands", "rules", "rows"}
    for whole, inner in (
        (cm.Decision, _core.Decision),
        (cm.Winners, _core.WinnerBands),
        (cm.BillingRisk, _core.BillingRiskNumbers),
    ):
        assert {name for name in inner.__annotations__ if not hasattr(whole, name)} <= as_tables, whole.__name__


def test_former_names_stay_where_they_were_used(fine_tune):
    values = cm.winning_values(fine_tune, "cmi", "demand")
    assert values.becomes == values.becomes_the_winner_at and "becomes" not in values.to_dict()
