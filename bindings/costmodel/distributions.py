"""What an uncertain number may turn out to be."""

from __future__ import annotations

import dataclasses
from typing import Any

from .record import Record
from .units import in_unit, is_quantity


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
