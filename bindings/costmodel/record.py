"""What a scenario is put together from in Python: values whose keywords are the keys of the scenario format."""

from __future__ import annotations

import dataclasses
import math
import numbers
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from .units import in_unit, is_quantity

R = TypeVar("R", bound="Record")


def plain(value: Any) -> Any:
    """The value as the scenario format writes it."""
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, (bool, str, int)) or value is None:
        return value
    if type(value).__name__ == "MaskedConstant":
        return "masked"
    if hasattr(value, "item"):  # a NumPy scalar
        value = value.item()
    if isinstance(value, (numbers.Real, Decimal)) and not isinstance(value, int):
        value = float(value)
    if isinstance(value, (int, str)) or value is None or (isinstance(value, float) and math.isfinite(value)):
        return value
    return str(value)  # JSON has no word for it; the library then says where it stands and what is allowed


class Record:
    """A value with keywords. Immutable, comparable, picklable; `replace` gives a changed copy."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if isinstance(value, Value):
                value = value.in_unit_of(field.name)
            object.__setattr__(self, field.name, in_unit(field.name, value))

    def to_dict(self) -> dict[str, Any]:
        """As the scenario format writes it; what was left out stays out."""
        fields = dataclasses.fields(self)  # type: ignore[arg-type]
        return {f.name: plain(value) for f in fields if (value := getattr(self, f.name)) is not None}

    def replace(self: R, **changes: Any) -> R:
        """A copy with some keywords at other values."""
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def _repr_html_(self) -> str:
        from .shown import given_table

        return given_table(type(self).__name__, self.to_dict()).render("html")

    @classmethod
    def from_dict(cls: type[R], given: Mapping[str, Any]) -> R:
        """The value that the scenario format writes so."""
        return cls(**{key: read(value) for key, value in given.items()})

    def __repr__(self) -> str:
        fields = [f for f in dataclasses.fields(self) if getattr(self, f.name) != f.default]  # type: ignore[arg-type]
        return f"{type(self).__name__}({', '.join(f'{f.name}={getattr(self, f.name)!r}' for f in fields)})"


def read(value: Any) -> Any:
    """A number with its evidence becomes a `Value`; the rest stays."""
    if isinstance(value, Mapping) and "value" in value:
        return Value.from_dict(value)
    if isinstance(value, list):
        return tuple(map(read, value))
    return value


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Distribution(Record):
    """A distribution, in the unit of the number that it stands for or as `pint` quantities; goes into `cm.Value`.

    Made by `normal`, `lognormal`, `uniform`, `triangular`, `beta` and `empirical`. Whether its parameters make a
    distribution within what the number may be is checked with the scenario: `InvalidInput` says what is wrong.

    >>> cm.Distribution.normal(mean=200, standard_deviation=25, low=150)
    Distribution(shape='normal', mean=200, standard_deviation=25, low=150)
    """

    shape: str
    mean: Any = None
    standard_deviation: Any = None
    median: Any = None
    sigma: float | None = None
    mode: Any = None
    a: float | None = None
    b: float | None = None
    low: Any = None
    high: Any = None
    samples: Any = None

    def __post_init__(self) -> None:
        samples = self.samples  # which unit is meant is known where it is used
        if samples is not None and not is_quantity(samples):
            object.__setattr__(self, "samples", tuple(samples))

    def in_unit_of(self, name: str) -> Distribution:
        """The same with plain numbers in the unit that `name` ends in; sigma, a and b have none."""
        lengths = ("mean", "standard_deviation", "median", "mode", "low", "high")
        changes = {key: in_unit(name, value) for key in lengths if (value := getattr(self, key)) is not None}
        if self.samples is not None:
            samples = in_unit(name, self.samples)
            changes["samples"] = tuple(in_unit(name, sample) for sample in samples)
        return self.replace(**changes)

    @classmethod
    def normal(cls, mean: Any, standard_deviation: Any, *, low: Any = None, high: Any = None) -> Distribution:
        """Normal, cut to [low, high] where they are given."""
        return cls(shape="normal", mean=mean, standard_deviation=standard_deviation, low=low, high=high)

    @classmethod
    def lognormal(cls, median: Any, sigma: float, *, low: Any = None, high: Any = None) -> Distribution:
        """Lognormal, cut to [low, high] where they are given; `sigma` is the standard deviation of the logarithm."""
        return cls(shape="lognormal", median=median, sigma=sigma, low=low, high=high)

    @classmethod
    def uniform(cls, low: Any, high: Any) -> Distribution:
        """Everything from low to high equally likely."""
        return cls(shape="uniform", low=low, high=high)

    @classmethod
    def triangular(cls, low: Any, mode: Any, high: Any) -> Distribution:
        """From low to high, most likely at the mode."""
        return cls(shape="triangular", low=low, mode=mode, high=high)

    @classmethod
    def beta(cls, a: float, b: float, low: Any, high: Any) -> Distribution:
        """Beta with shape parameters a and b, stretched over [low, high]."""
        return cls(shape="beta", a=a, b=b, low=low, high=high)

    @classmethod
    def empirical(cls, samples: Any) -> Distribution:
        """Samples, each equally likely, interpolated between."""
        return cls(shape="empirical", samples=samples)


@dataclasses.dataclass(frozen=True, repr=False)
class Value(Record):
    """A number with what stands behind it; goes wherever a number goes in `cm.Path`, `cm.Scenario` and their parts.

    value          in the unit that the keyword's name ends in, or a `pint` quantity
    range          (low, high) within which it may lie; crossovers report where they move over it
    distribution   what it may turn out to be, a `cm.Distribution`; a range without one counts as uniform
    shared         numbers that name the same one are one unknown: `cm.uncertainty` draws them together
    grade          from strongest to weakest: "measured", "published", "derived", "assumed", "estimated", "inferred"
    n              sample size of a measurement
    source         id of an entry in the scenario's sources, or a citation
    date           ISO date on which it was read or measured
    formula        how a derived number was derived
    note           anything else
    valid_from     ISO date of the first day on which the value holds, where it is a price by date
    valid_to       of the last; without it, until the next one begins
    currency       that it is stated in: "USD", or that of the scenario's `cm.Presentation`
    by_date        a `cm.Value` for each other time, with its own `valid_from`; the date of the scenario picks
    evidence_file  file that it was read from, relative to the scenario file and listed in its evidence files
    pointer        where in that file, a JSON Pointer

    >>> cm.FixedAmortized(flat_usd_per_month=cm.Value(200, range=(160, 275), grade="derived"))
    FixedAmortized(flat_usd_per_month=Value(value=200, range=(160, 275), grade='derived'))
    """

    value: Any
    range: tuple[Any, Any] | None = None
    grade: str = "assumed"
    n: float | None = None
    source: str | None = None
    date: str | None = None
    formula: str | None = None
    note: str | None = None
    distribution: Any = None
    shared: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    by_date: Any = None
    evidence_file: str | None = None
    pointer: str | None = None
    currency: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.distribution, Mapping):  # which unit is meant is known where it is used
            object.__setattr__(self, "distribution", Distribution.from_dict(self.distribution))
        if self.by_date is not None:
            object.__setattr__(self, "by_date", tuple(map(read, self.by_date)))

    def in_unit_of(self, name: str) -> Value:
        """The same with value, range and distribution as plain numbers in the unit that `name` ends in."""
        span = None if self.range is None else (in_unit(name, self.range[0]), in_unit(name, self.range[1]))
        spread = None if self.distribution is None else self.distribution.in_unit_of(name)
        dated = None if self.by_date is None else tuple(other.in_unit_of(name) for other in self.by_date)
        return dataclasses.replace(
            self, value=in_unit(name, self.value), range=span, distribution=spread, by_date=dated
        )
