"""The Layer placement decision: which path, who then holds each layer, what that authority costs, what would flip
it."""

from __future__ import annotations

import os
from typing import Any

from . import _core
from .costs import CostTable, _number, at_demand, cost_table
from .crossovers import CrossoverTable, crossover_table
from .scenario import Scenario, native_of
from .tables import Table
from .uncertainties import Uncertainty
from .units import Number


class Decision:
    """A decision. `print` shows the decision table, Jupyter shows it as a table; the full report with every table and
    reason is `to_markdown()`, `to_html()`, `to_latex()`, `to_text()`, and `to_excel()` a workbook that computes."""

    def __init__(self, native: _core.Decision, report: _core.Report, scenario: Scenario) -> None:
        self._native = native
        self._report = report
        self._scenario = scenario  # at the demand that was decided for

    @property
    def path(self) -> str | None:
        """Id of the chosen path: the cheapest feasible one whose placements will do. None where none is feasible."""
        return self._native.path

    @property
    def because(self) -> list[str]:
        """Why that path."""
        return self._native.because

    @property
    def wins(self) -> list[str]:
        """Axes on which the chosen path is best (fast, cheap, high-confidence, controlled, available)."""
        return self._native.wins

    @property
    def gives_up(self) -> list[str]:
        """Axes on which it is not."""
        return self._native.gives_up

    @property
    def demand_accepted_answers_per_month(self) -> float:
        """The demand that was decided for."""
        return self._native.demand_accepted_answers_per_month

    @property
    def arrivals(self) -> str:
        """When requests arrive."""
        return self._native.arrivals

    @property
    def placements(self) -> Table[_core.LayerPlacement]:
        """The decision table: one row for each of the eight layers."""
        core = self._native
        return Table(core.layers, "Layer placement", shown=lambda: [_core.placement_table(core)])

    @property
    def horizon(self) -> _core.HorizonAnswer | None:
        """Years, where the scenario asks for them; `cm.horizon` shows them."""
        return self._native.horizon

    @property
    def costs(self) -> CostTable:
        """What each path costs at the demand."""
        other = lambda: [] if self.arrivals == "packed" else self._native.paths_packed  # noqa: E731
        return cost_table(self._native.paths, other, self._scenario)

    @property
    def costs_packed(self) -> CostTable:
        """The same with requests back to back."""
        return cost_table(self._native.paths_packed, list, self._scenario)

    @property
    def bands(self) -> Table[_core.Band]:
        """Where over the demand which feasible path is cheapest."""
        return Table(self._native.bands, "Bands")

    @property
    def bands_packed(self) -> Table[_core.Band]:
        """The same with requests back to back."""
        return Table(self._native.bands_packed, "Bands, requests packed")

    @property
    def crossovers(self) -> CrossoverTable:
        """Crossovers of all pairs over demand."""
        return crossover_table(self._native.crossovers)

    @property
    def utilization_crossovers(self) -> CrossoverTable:
        """Crossovers of all pairs over the utilization of the owned path."""
        return crossover_table(self._native.utilization_crossovers)

    @property
    def switching_values(self) -> Table[_core.SwitchingValue]:
        """The nearest value of each input that matters at which another path becomes the choice, nearest first."""
        core = self._native
        return Table(core.switching_values, "Switching values", shown=lambda: [_core.switching_table(core)])

    @property
    def switching_search(self) -> _core.SwitchingSearch:
        """How far the search for switching values went: inputs moved, rivals looked at and left out."""
        return self._native.switching_search

    @property
    def crossover_spreads(self) -> Table[_core.CrossoverSpread]:
        """How far the crossovers of the feasible paths spread over the draws."""
        spreads = self._native.crossover_spreads
        return Table(spreads, "Crossover spreads", shown=lambda: [_core.crossover_spread_table(spreads)])

    @property
    def rent_or_buy(self) -> _core.RentOrBuyAnswer | None:
        """Renting against buying, where the scenario asks."""
        return self._native.rent_or_buy

    @property
    def uncertainty(self) -> Uncertainty | None:
        """How sure the decision is, as `cm.uncertainty` finds it. None where no path is feasible."""
        native = self._native.uncertainty
        return None if native is None else Uncertainty(native)

    @property
    def pairs_left_out(self) -> int:
        """Of many paths, pairs that were not compared: those that matter least."""
        return self._native.pairs_left_out

    @property
    def not_measured(self) -> Table[_core.Input]:
        """Inputs that nobody measured: assumed, estimated or inferred."""
        return Table(self._native.not_measured, "Not measured", columns=("path", "name", "value", "grade", "source"))

    def to_text(self) -> str:
        """The full report as plain text."""
        return self._report.render("text")

    def to_markdown(self) -> str:
        """The full report in Markdown."""
        return self._report.render("md")

    def to_html(self) -> str:
        """The full report as an HTML document."""
        return self._report.render("html")

    def to_latex(self) -> str:
        """The full report as a LaTeX document."""
        return self._report.render("latex")

    def to_csv(self) -> str:
        """The decision table in CSV."""
        return self._report.render("csv")

    def to_json(self) -> str:
        """All of it in JSON, numbers unrounded, as `costmodel decide --format json` writes it."""
        return _core.decision_json(self._native)

    def to_excel(self, file: str | os.PathLike[str]) -> None:
        """Writes a workbook, whole or not at all: the verdict, the inputs with their sources, and a sheet for each path
        with formulas from the cells of its inputs to the month and the cost of an accepted answer. What no formula says
        (percentiles, draws) is a value, marked as such. Needs `costmodel[excel]`.

        Raises `InvalidInput` where XlsxWriter is not there, or where the file cannot be written.
        """
        from . import workbook

        workbook.save(file, self._book())

    def _book(self) -> bytes:
        from . import workbook

        return workbook.of_decision(self._scenario, self._native, self.costs)

    def save(self, file: str | os.PathLike[str]) -> None:
        """Writes the full report to a file, whole or not at all, in the format of its ending: .txt .md .html .tex .csv
        .json, or as a workbook, .xlsx."""
        formats = {
            ".txt": self.to_text,
            ".md": self.to_markdown,
            ".html": self.to_html,
            ".tex": self.to_latex,
            ".csv": self.to_csv,
            ".json": self.to_json,
        }
        name = os.fspath(file)
        ending = os.path.splitext(name)[1]
        if ending == ".xlsx":
            self.to_excel(file)
            return
        if ending not in formats:
            raise ValueError(f"no format ends in {ending!r}; those known are {', '.join(formats)}, .xlsx")
        _core.write_whole(name, formats[ending]())

    def __eq__(self, other: object) -> bool:
        return self._native == other._native if isinstance(other, Decision) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return _core.placement_table(self._native).render("text")

    def _repr_html_(self) -> str:
        return _core.placement_table(self._native).render("html")

    def _repr_markdown_(self) -> str:
        return _core.placement_table(self._native).render("md")

    def __reduce__(self) -> tuple[Any, ...]:
        return Decision, (self._native, self._report, self._scenario)


def decide(scenario: Scenario, *, demand_accepted_answers_per_month: Number | None = None) -> Decision:
    """Decides a scenario at its demand, or at another: the path, and the placement of each of the eight layers.

    Chosen is the cheapest feasible path whose placements will do; among equals the one on stronger evidence, then the
    one that cedes fewer layers, then the first. Feasible comes before cheap: quality bar, latency, capacity, quota,
    lead time, minimum purchase, export of the weights, licence, residency, memory. A layer is Retained where I run it,
    Delegated where a provider runs it and I can change, audit and leave with what is mine, otherwise Ceded.

    Returns a `Decision`, also where nothing is feasible: its `path` is then None. Releases the GIL.
    Raises `InvalidInput` for a demand outside its domain.

    >>> print(cm.decide(scenario))                                                              # doctest: +SKIP
    """
    demand = _number("demand_accepted_answers_per_month", demand_accepted_answers_per_month)
    core = _core.decide(native_of(scenario), demand)
    report = _core.decision_report(native_of(scenario), core)
    return Decision(core, report, scenario if demand is None else at_demand(scenario, demand))


def drift(before: Scenario, after: Scenario) -> _core.Drift:
    """Whether an earlier decision still holds, and which of the inputs that changed moved it.

    Both are decided; then what changed is exchanged one by one, on the same functions: each number by its place (paths
    by their ids), the counts of an acceptance together, all of a path, paths that came or went, and all that is outside
    the paths. `drift.inputs` has a row for each: `moves` where it alone turns the earlier decision, `decides` where
    without it the earlier decision would stand. Releases the GIL. Raises `InvalidInput` for a scenario that does not
    validate.

    >>> cm.drift(cm.load("spring.json"), cm.load("summer.json")).holds                          # doctest: +SKIP
    """
    return _core.drift(native_of(before), native_of(after))
