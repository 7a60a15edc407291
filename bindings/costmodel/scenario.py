"""A scenario: one question, the load, the rules, and the paths that compete."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, Literal

from . import _core
from .errors import invalid
from .import_reports import ImportReports
from .path import Path, Workload
from .pricing import Amount
from .record import plain
from .rules import Horizon, Presentation, Rejected, RentOrBuy, Requirements, Tries, WorkingHours, amount
from .shown import paths_table
from .tables import Table
from .units import number_in

Arrivals = Literal["packed", "poisson", "periodic"]


class Paths(Mapping[str, Path]):
    """The paths of a scenario by id."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = {path.id: path for path in paths}

    def __getitem__(self, id: str) -> Path:
        return self._paths[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __repr__(self) -> str:
        width = max(map(len, self))
        lines = (
            f"  {id:<{width}}  {path.pricing.kind if path.pricing else 'stages':<15}  {path.name or ''}".rstrip()
            for id, path in self.items()
        )
        return "\n".join([f"{len(self)} paths:", *lines])

    def _repr_html_(self) -> str:
        return paths_table("Paths", (path.to_dict() for path in self.values())).render("html")


class Scenario:
    """One question, the load, the rules, and the paths that compete. Immutable; checked when it is made.

    title                                      what it is about
    demand_accepted_answers_per_month          accepted answers wanted
    workload                                   tokens of one attempt
    paths                                      the ways of serving, at least one
    domain_accepted_answers_per_month          (low, high) of the demand that crossovers and bands are looked for in;
                                               (1, 1e6) unless said otherwise, so give it where the demand is larger
    arrivals                                   "poisson" (at random), "packed" (back to back, as in a batch job),
                                               "periodic"
    batch, batch_sizes                         mean number of requests that come at one instant; "fixed" or "geometric"
    working_hours, hourly_weights              hours in which requests come; load of 24 hours, or of 168 from Monday
                                               00:00
    trace                                      file of recorded requests; `cm.billing_risk` takes one that
                                               `cm.read_trace` read
    gate_usd_per_answer                        cost of judging one attempt
    tries, rejected                            attempts at one request, and what becomes of a rejected one
    requirements                               what a path must satisfy before its price is looked at
    horizon                                    months and years: `cm.Horizon`, for `cm.horizon`
    correlations                               {"inputs": names, "matrix": rows}: which uncertain inputs move together
    assessments                                [{"vendor", "layer", "grade", "date", "source", "note"}]: what others
                                               made of the vendors; shown, and without weight in the decision
    hours_per_month                            length of the billing month; 730 unless said otherwise
    presentation                               currency and number format of what people read

    Raises `InvalidInput` with every problem found, each with a JSON Pointer.
    """

    __slots__ = ("_import_report", "_native", "_dict")
    _native: _core.Scenario
    _dict: dict[str, Any] | None
    _import_report: ImportReports | None

    def __init__(
        self,
        *,
        title: str,
        demand_accepted_answers_per_month: Amount,
        workload: Workload,
        paths: Sequence[Path],
        domain_accepted_answers_per_month: tuple[Any, Any] | None = None,
        arrivals: Arrivals | None = None,
        batch: Amount | None = None,
        batch_sizes: Literal["fixed", "geometric"] | None = None,
        working_hours: WorkingHours | None = None,
        hourly_weights: Sequence[float] | None = None,
        trace: str | os.PathLike[str] | None = None,
        gate_usd_per_answer: Amount | None = None,
        tries: Tries | None = None,
        rejected: Rejected | None = None,
        requirements: Requirements | None = None,
        rent_or_buy: RentOrBuy | None = None,
        horizon: Horizon | None = None,
        correlations: Mapping[str, Any] | None = None,
        assessments: Sequence[Mapping[str, str]] | None = None,
        hours_per_month: Amount | None = None,
        question: str | None = None,
        date: str | None = None,
        presentation: Presentation | None = None,
        sources: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        if isinstance(paths, Path) or not isinstance(paths, Iterable):
            raise invalid("wrong-type", "paths", paths, "a list of cm.Path, such as [path]")
        name = "accepted_answers_per_month"
        domain = domain_accepted_answers_per_month
        demand = {
            name: amount(name, demand_accepted_answers_per_month),
            "domain_" + name: None if domain is None else [amount(name, bound) for bound in domain],
            "arrivals": arrivals,
            "batch": batch,
            "batch_sizes": batch_sizes,
            "working_hours": working_hours,
            "hourly_weights": None if hourly_weights is None else list(hourly_weights),
            "trace": None if trace is None else os.fspath(trace),
        }
        given = {
            "title": title,
            "question": question,
            "date": date,
            "presentation": presentation,
            "sources": sources,
            "hours_per_month": amount("hours_per_month", hours_per_month),
            "demand": {key: value for key, value in demand.items() if value is not None},
            "workload": workload,
            "gate": None
            if gate_usd_per_answer is None
            else {"usd_per_answer": amount("usd_per_answer", gate_usd_per_answer)},
            "tries": tries,
            "rejected": rejected,
            "requirements": requirements,
            "rent_or_buy": rent_or_buy,
            "horizon": horizon,
            "correlations": correlations,
            "assessments": assessments,
            "paths": list(paths),
        }
        import json

        text = json.dumps({"costmodel": 1, **{key: plain(v) for key, v in given.items() if v is not None}})
        self._adopt(_core.parse_scenario(text.encode()))

    def _adopt(self, native: _core.Scenario) -> None:
        self._native = native
        self._dict = None
        self._import_report = None

    @classmethod
    def _of(cls, native: _core.Scenario) -> Scenario:
        self = object.__new__(cls)
        self._adopt(native)
        return self

    @property
    def import_report(self) -> ImportReports | None:
        """What `cm.import_evidence` read of each file, derived and refused, and why; None for any other scenario."""
        return self._import_report

    @property
    def title(self) -> str:
        """What the scenario is about."""
        return self._native.title

    @property
    def demand_accepted_answers_per_month(self) -> float:
        """Accepted answers wanted per month."""
        return self._native.demand_accepted_answers_per_month

    @property
    def workload(self) -> Workload:
        """Tokens of one attempt."""
        return Workload.from_dict(self.to_dict()["workload"])

    @property
    def paths(self) -> Paths:
        """The paths by id, as they were given."""
        return Paths(map(Path.from_dict, self.to_dict()["paths"]))

    @property
    def inputs(self) -> Table[_core.Input]:
        """Every number that was given, with its JSON Pointer, evidence and range."""
        return Table(self._native.inputs(), "Inputs", columns=("path", "name", "value", "grade", "source"))

    def with_input(self, pointer: str, value: Any) -> Scenario:
        """A copy with one input at another value, in the unit that its key names or as a `pint` quantity. `pointer` is
        its JSON Pointer, or its name with its path before it, as "neo/pricing/usd_per_unit_hour".

        Raises `InvalidInput` for an unknown pointer, with the nearest known one, and for a value outside its domain.

        >>> cheaper = scenario.with_input("/paths/2/pricing/flat_usd_per_month", 160)
        >>> cm.cost(cheaper, "spark_llama")[0].usd_per_month
        160.0
        """
        number = number_in(pointer.rpartition("/")[2], value)
        return Scenario._of(self._native.with_input(pointer, number))

    def as_of(self, date: str) -> Scenario:
        """The scenario replayed as of a day, as "2025-06-30": every number that is stated by date as it held then.

        Raises `InvalidInput` for a day before the first of them or in a gap, naming the days that are covered, and
        where no number is stated by date.

        >>> cm.cost(scenario.as_of("2026-10-01"), "cmi")[0].prices_by_date[0].value
        0.05718
        """
        return Scenario._of(self._native.as_of(date))

    @property
    def date(self) -> str | None:
        """The day for which prices hold."""
        return self._native.date or None

    @property
    def prices_by_date(self) -> list[_core.DatedPrice]:
        """The numbers that were picked by their date, with the days on which they hold."""
        return self._native.dated_prices()

    def to_json(self) -> str:
        """As a scenario file, with all its evidence; comments are not kept."""
        return self._native.to_json()

    def to_dict(self) -> dict[str, Any]:
        """The scenario file as Python objects. Not to be changed: it is kept."""
        if self._dict is None:
            import json

            self._dict = json.loads(self.to_json())
        return self._dict

    def save(self, file: str | os.PathLike[str]) -> None:
        """Writes the scenario to a file, whole or not at all."""
        _core.write_whole(os.fspath(file), self.to_json())

    def __eq__(self, other: object) -> bool:
        return self.to_json() == other.to_json() if isinstance(other, Scenario) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __reduce__(self) -> tuple[Any, ...]:
        return loads, (self.to_json(),)

    def __repr__(self) -> str:
        ids = ", ".join(self._native.path_ids)
        return (
            f"<Scenario {self.title!r}: {self.demand_accepted_answers_per_month:,.15g} accepted answers a month; {ids}>"
        )

    def _repr_html_(self) -> str:
        title = f"{self.title}, at {self.demand_accepted_answers_per_month:,.15g} accepted answers a month"
        return paths_table(title, self.to_dict()["paths"]).render("html")


def native_of(scenario: Scenario) -> _core.Scenario:
    """The library's own scenario. Raises `TypeError` that says what was given instead of one."""
    if isinstance(scenario, Scenario):
        return scenario._native
    hint = "; cm.load reads a file" if isinstance(scenario, (str, bytes, os.PathLike)) else ""
    raise TypeError(f"scenario is to be a costmodel.Scenario, not {type(scenario).__name__}{hint}")


MOST_BYTES = 64 << 20


def load(file: str | os.PathLike[str] | IO[str] | IO[bytes], *, as_of: str | None = None) -> Scenario:
    """Reads a scenario file: JSON, comments allowed. `file` is a path or an open file.

    `as_of`, a day as "2025-06-30", replays it with the prices of that day (`Scenario.as_of`).
    Raises `InvalidInput` with every problem found, each with a JSON Pointer; `OSError` where it cannot be read.
    """
    if isinstance(file, (str, os.PathLike)):
        with open(file, "rb") as stream:
            text = stream.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise invalid("too-large", "file", os.fsdecode(file), "at most 64 MiB")
        scenario = loads(text, as_of=as_of)
        table = scenario.to_dict().get("horizon", {}).get("demand_csv") if b"demand_csv" in text else None
        if table:
            with open(os.path.join(os.path.dirname(os.fsdecode(file)), table), "rb") as stream:
                scenario = Scenario._of(_core.with_demand_table(native_of(scenario), stream.read(MOST_BYTES)))
        return scenario
    return loads(file.read(), as_of=as_of)


def loads(text: str | bytes, *, as_of: str | None = None) -> Scenario:
    """Reads a scenario from text, replayed as of a day if one is given. Raises as `load` does."""
    scenario = Scenario._of(_core.parse_scenario(text.encode() if isinstance(text, str) else text))
    return scenario if as_of is None else scenario.as_of(as_of)


def scenario_schema() -> str:
    """The JSON Schema (draft 2020-12) of scenario files."""
    return _core.scenario_schema()
