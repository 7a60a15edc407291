"""The four kinds of bill. Amounts are of one unit (machine, billing unit), unless said otherwise."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Union

from .record import Record, Value, read
from .units import Number

#: A number, a `pint` quantity, or either with its evidence.
Amount = Union[Number, Value]

#: What stands behind the plain numbers of a part: the keywords of `cm.Value` without value, range, distribution and
#: shared.
Evidence = Mapping[str, Any]


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Resource(Record):
    """A part of a machine with a price of its own by the second: `amount` GPUs, cores or GiB of one copy or unit."""

    usd_per_second: Amount
    name: str | None = None
    amount: Amount | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class ContextStep(Record):
    """Multipliers for answers whose prompt, cached tokens included, is longer than this; for the whole answer."""

    above_input_tokens_per_answer: Amount
    input_multiplier: Amount | None = None
    output_multiplier: Amount | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class VolumeStep(Record):
    """The multiplier, on the list prices, of the tokens of a month beyond so many millions, of all kinds together."""

    above_million_tokens_per_month: Amount
    multiplier: Amount
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Overflow(Record):
    """Prices of the shared endpoint that serves what reserved units do not carry."""

    usd_per_million_input_tokens: Amount | None = None
    usd_per_million_cached_input_tokens: Amount | None = None
    usd_per_million_output_tokens: Amount | None = None
    evidence: Evidence | None = None


_PARTS: dict[str, type[Record]] = {
    "resources": Resource,
    "context_steps": ContextStep,
    "volume_steps": VolumeStep,
    "overflow": Overflow,
}


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Pricing(Record):
    """One of the four kinds of pricing: `FixedAmortized`, `ActiveWindow`, `Provisioned`, `PerToken`.

    `evidence` is what stands behind the plain numbers in it; a `cm.Value` has its own.
    """

    kind: ClassVar[str]
    evidence: Evidence | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, **super().to_dict()}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Pricing:
        """The pricing of this kind that the scenario format writes so."""
        return cls(**{key: _part(key, value) for key, value in given.items()})


def _part(key: str, value: Any) -> Any:
    part = _PARTS.get(key)
    if part is None:
        return read(value)
    return tuple(map(part.from_dict, value)) if isinstance(value, list) else part.from_dict(value)


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class FixedAmortized(Pricing):
    """A machine of one's own: it costs the same whether it works or not, power aside.

    Units n = max(min_units, ⌈load ÷ capacity⌉). Each costs, in USD per month:

        (P(1+t) + I − R/(1+r)^m) · r ÷ (1 − (1+r)^−m)          r = 0: (P(1+t) + I − R) ÷ m

    with price P, sales tax t, installation I, resale value R after m months of life and effective monthly rate r; and
    the flat rate, idle power always and (load − idle) power while busy, × PUE × price of electricity, colocation, and
    support. Staff and facility are paid once, `staff_usd_per_unit_month` for each unit. `failure_rate_per_year` is the
    share of the units that is bought anew each year; `spare_units` stand by and cost what an idle unit costs.
    `life_months` is needed where there is a price.

    Source: capital recovery factor, e.g. Short et al., NREL/TP-462-5173 (1995).

    >>> cm.FixedAmortized(price_usd=3999, life_months=36)
    FixedAmortized(price_usd=3999, life_months=36)
    """

    kind: ClassVar[str] = "fixed_amortized"
    price_usd: Amount | None = None
    installation_usd: Amount | None = None
    sales_tax_rate: Amount | None = None
    residual_usd: Amount | None = None
    life_months: Amount | None = None
    discount_rate_per_year: Amount | None = None
    flat_usd_per_month: Amount | None = None
    idle_watts: Amount | None = None
    load_watts: Amount | None = None
    pue: Amount | None = None
    usd_per_kwh: Amount | None = None
    colocation_usd_per_kw_month: Amount | None = None
    support_usd_per_month: Amount | None = None
    staff_usd_per_month: Amount | None = None
    staff_usd_per_unit_month: Amount | None = None
    facility_usd_per_month: Amount | None = None
    failure_rate_per_year: Amount | None = None
    spare_units: Amount | None = None
    min_units: Amount | None = None
    max_units: Amount | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class ActiveWindow(Pricing):
    """Scale to zero: a copy is billed while it is open, and each call opens it for longer than it computes.

    Price × units per copy × copies × billed minutes + storage. The fraction of the month that is billed depends on the
    arrivals (Poisson rate λ on a copy, window W, answer time S) and on the rule:

        packed arrivals                       busy time ÷ month, whatever the rule
        "anchored"       λW ÷ (1+λW)          a window opens at the first call after the last one closed
        "clock_aligned"  1 − e^(−λW)          windows lie on a fixed grid; one with a call is billed whole
        "keep_alive"     1 − e^(−λ(W+S))      billed until no call came for one window
        "per_second"     as keep_alive, W the tail; in steps of quantum_seconds, at least minimum_seconds
        "whole_windows"  no closed form       as keep_alive, each spell rounded up to whole windows

    A start-up U that is billed lengthens each spell: 1 − 1 ÷ (e^(λ(W+S)) + λU). `resources` are priced by the second
    beside the units, `multiplier` holds for both. `credit_usd_per_month` and `minimum_usd_per_month` apply to the sum
    of the bill. What has no closed form is not guessed: its cost is None with the reason, and `cm.billing_risk` replays
    it.

    Source: renewal theory (dead time; busy period of M/G/∞), e.g. Cox, Renewal Theory (1962).

    >>> cm.ActiveWindow(usd_per_unit_minute=0.0785, window_minutes=5, units_per_copy=2)
    ActiveWindow(usd_per_unit_minute=0.0785, window_minutes=5, units_per_copy=2)
    """

    kind: ClassVar[str] = "active_window"
    usd_per_unit_minute: Amount
    window_minutes: Amount | None = None
    units_per_copy: Amount | None = None
    resources: Sequence[Resource] | None = None
    multiplier: Amount | None = None
    rule: str = "anchored"
    tail_seconds: Amount | None = None
    quantum_seconds: Amount | None = None
    minimum_seconds: Amount | None = None
    idle_timeout_minutes: Amount | None = None
    start_up_seconds: Amount | None = None
    start_up_billed: bool | None = None
    when_cold: str | None = None
    when_full: str | None = None
    concurrency_per_copy: Amount | None = None
    usd_per_million_input_tokens: Amount | None = None
    usd_per_million_output_tokens: Amount | None = None
    storage_usd_per_unit_month: Amount | None = None
    staff_usd_per_month: Amount | None = None
    max_copies: Amount | None = None
    minimum_usd_per_month: Amount | None = None
    credit_usd_per_month: Amount | None = None
    plan_usd_per_month: Amount | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Provisioned(Pricing):
    """Rented by the hour, idle or not.

        units × price × (1 − discount) × hours up, in whole blocks        units = max(min_units, ⌈load ÷ capacity⌉)

    `hours_up_per_month` is the time that each unit is kept up (without it, all month; capacity goes with it), and
    `block_hours` the length of the prepaid blocks that are sold whole. A schedule (`up_hours_per_day`,
    `up_days_per_week`) starts units anew each day; where requests come while it is off, the path is infeasible.
    `up_from_hour` gives it a place in the day, and then `usd_per_answer_while_off` is what those cost that come while
    it is off and go elsewhere. `term_months` are sold whole, for `needed_months`. With `overflow`, what `max_units` do
    not carry is billed by the token. `interrupted_fraction` of the time is lost, and billed unless
    `interrupted_time_billed` is false. Support, staff and facility are as of a machine of one's own.

    >>> cm.Provisioned(usd_per_unit_hour=7.1136)
    Provisioned(usd_per_unit_hour=7.1136)
    """

    kind: ClassVar[str] = "provisioned"
    usd_per_unit_hour: Amount
    resources: Sequence[Resource] | None = None
    multiplier: Amount | None = None
    hours_up_per_month: Amount | None = None
    up_hours_per_day: Amount | None = None
    up_days_per_week: Amount | None = None
    up_from_hour: Amount | None = None
    usd_per_answer_while_off: Amount | None = None
    lost_hours: Amount | None = None
    interrupted_fraction: Amount | None = None
    interrupted_time_billed: bool | None = None
    discount: Amount | None = None
    term_months: Amount | None = None
    needed_months: Amount | None = None
    block_hours: Amount | None = None
    storage_usd_per_unit_month: Amount | None = None
    support_usd_per_month: Amount | None = None
    staff_usd_per_month: Amount | None = None
    staff_usd_per_unit_month: Amount | None = None
    facility_usd_per_month: Amount | None = None
    min_units: Amount | None = None
    max_units: Amount | None = None
    overflow: Overflow | None = None
    minimum_usd_per_month: Amount | None = None
    credit_usd_per_month: Amount | None = None
    plan_usd_per_month: Amount | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class PerToken(Pricing):
    """A shared endpoint: nothing is paid for idle time.

        multiplier × (Σ tokens × price + price of the call) × answers + hosting

    Cached input tokens without a price of their own cost the input price. `multiplier` is that of a service tier or of
    custom weights; `batch_fraction` of the answers has `batch_multiplier` beside. `context_steps` hold for answers with
    a long prompt, `volume_steps` for the tokens beyond so many a month. `minimum_usd_per_month` and
    `credit_usd_per_month` apply to the sum, `plan_usd_per_month` comes beside it.

    >>> cm.PerToken(usd_per_million_output_tokens=0.40)
    PerToken(usd_per_million_output_tokens=0.4)
    """

    kind: ClassVar[str] = "per_token"
    usd_per_million_input_tokens: Amount | None = None
    usd_per_million_cached_input_tokens: Amount | None = None
    usd_per_million_cache_write_tokens: Amount | None = None
    usd_per_million_output_tokens: Amount | None = None
    usd_per_answer: Amount | None = None
    multiplier: Amount | None = None
    batch_fraction: Amount | None = None
    batch_multiplier: Amount | None = None
    context_steps: Sequence[ContextStep] | None = None
    volume_steps: Sequence[VolumeStep] | None = None
    hosting_usd_per_month: Amount | None = None
    hosting_usd_per_hour: Amount | None = None
    lifetime_hours: Amount | None = None
    redeployment_usd: Amount | None = None
    storage_usd_per_month: Amount | None = None
    minimum_usd_per_month: Amount | None = None
    credit_usd_per_month: Amount | None = None
    plan_usd_per_month: Amount | None = None


def pricing_from_dict(given: Mapping[str, Any]) -> Pricing:
    """The pricing that the scenario format writes so."""
    rest = dict(given)
    kind = rest.pop("kind")
    (found,) = (kind_of for kind_of in Pricing.__subclasses__() if kind_of.kind == kind)
    return found.from_dict(rest)
