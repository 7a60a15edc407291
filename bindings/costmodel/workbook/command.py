"""`costmodel decide|cost … --format xlsx`: what the command that C++ builds leaves to this package."""

from __future__ import annotations

import argparse
import math
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from .. import _core
from ..errors import InvalidInput, invalid

if TYPE_CHECKING:
    from ..scenario import Scenario

DONE, NOTHING_FEASIBLE, BAD_INPUT = 0, 1, 2
COMMANDS = ("decide", "cost")
FORMAT = "--format"


def asked(arguments: Sequence[str]) -> bool:
    """Whether a workbook is asked for."""
    pairs = zip(arguments, arguments[1:])
    named = f"{FORMAT}=xlsx" in arguments or (FORMAT, "xlsx") in pairs
    return bool(arguments) and arguments[0] in COMMANDS and named and not {"-h", "--help"} & set(arguments)


def run(arguments: Sequence[str]) -> int:
    """Writes the workbook. Returns the exit status."""
    try:
        return _run(arguments[0], _parser(arguments[0]).parse_args(arguments[1:]))
    except InvalidInput as refused:
        for problem in refused.problems:
            print(re.sub("[\x00-\x1f\x7f]", " ", str(problem)), file=sys.stderr)
    return BAD_INPUT


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise invalid("usage", self.prog, message, f"{self.prog} SCENARIO --format xlsx -o FILE; see --help")


def _parser(command: str) -> _Parser:
    parser = _Parser(prog=f"costmodel {command}", add_help=False, allow_abbrev=False)
    parser.add_argument("scenario")
    parser.add_argument(FORMAT)
    parser.add_argument("-o", "--output", default="-")
    parser.add_argument("--as-of")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--month")
    parser.add_argument("--demand")
    if command == "cost":
        parser.add_argument("--path")
        parser.add_argument("--utilization")
        parser.add_argument("--arrivals")
    return parser


def _run(command: str, given: argparse.Namespace) -> int:
    from .. import costs, decisions

    _check_output(given.output, [given.scenario])
    scenario = _load(given)
    _check_output(given.output, _files(scenario, given.scenario))
    demand = None if given.demand is None else _number("--demand", given.demand)
    if command == "decide":
        decision = decisions.decide(scenario, demand_accepted_answers_per_month=demand)
        book, found = decision._book(), decision.path is not None
    else:
        table = costs.cost(
            scenario,
            given.path,
            utilization=None if given.utilization is None else _number("--utilization", given.utilization),
            demand_accepted_answers_per_month=demand,
            arrivals=given.arrivals,
        )
        book, found = table._book(), any(row.feasible for row in table)
    _deliver(given.output, book)
    return DONE if found else NOTHING_FEASIBLE


def _number(option: str, text: str) -> float:
    """As the other commands read it."""
    plain = re.fullmatch(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text)
    value = float(text) if plain else math.nan
    if not math.isfinite(value):
        raise invalid("not-a-number", option, f'"{text}"', "a finite number, written as 20000 or 0.2")
    return value


def _load(given: argparse.Namespace) -> Scenario:
    from .. import horizons
    from .. import scenario as scenarios

    try:
        scenario = scenarios.load(given.scenario)
    except OSError as why:
        raise invalid("unreadable-file", given.scenario, why.strerror or str(why), "a scenario file") from None
    if given.as_of is not None:
        scenario = scenario.as_of(given.as_of)
    problems: list[_core.Problem] = []
    for text in given.set:
        pointer, equals, value = text.rpartition("=")
        try:
            if not pointer or not equals:
                allowed = "PATH/INPUT=VALUE, such as cmi/pricing/usd_per_unit_minute=0.07"
                raise invalid("unknown-input", "--set", f'"{text}"', allowed)
            scenario = scenario.with_input(pointer, _number(f"--set {pointer}", value))
        except InvalidInput as refused:
            problems += refused.problems
    if problems:
        raise InvalidInput(problems)
    return scenario if given.month is None else horizons.month_of(scenario, _month(given.month))


def _month(text: str) -> int:
    month = _number("--month", text)
    if not (1 <= month <= 600 and month.is_integer()):
        raise invalid("out-of-range", "--month", text, "a month of the horizon, from 1 on")
    return int(month)


def _files(scenario: Scenario, file: str) -> list[str]:
    """All files that the scenario was read from."""
    made, folder = scenario.to_dict(), os.path.dirname(file)
    named = [
        made["demand"].get("trace"),
        (made.get("horizon") or {}).get("demand_csv"),
        *made.get("evidence_files", ()),
    ]
    return [file, *(os.path.join(folder, name) for name in named if name)]


def _check_output(output: str, inputs: Sequence[str]) -> None:
    where = f"--output {output}"
    if output == "-":
        if sys.stdout is not None and sys.stdout.isatty():
            raise invalid("unwritable-file", "--output", "a terminal", "-o FILE: a workbook is no text")
        return
    if os.path.lexists(output) and not os.path.isfile(output):
        found = "a directory" if os.path.isdir(output) else "not a plain file"
        raise invalid("unwritable-file", where, found, "the name of a plain file, or - for standard output")
    for one in inputs:
        if os.path.exists(output) and os.path.exists(one) and os.path.samefile(output, one):
            raise invalid(
                "output-is-input", where, "one of the inputs, which would be lost", f"another file than {one}"
            )


def _deliver(output: str, book: bytes) -> None:
    from . import save

    if output == "-":
        sys.stdout.buffer.write(book)
        sys.stdout.buffer.flush()
        return
    save(output, book)
