"""The rules of a scenario: tries, rejects, requirements, and what is rented or bought."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from .pricing import Amount, Evidence
from .record import Record, Value, plain
from .units import in_unit


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Tries(Record):
    """How often a request is tried, and how far its tries fail together (0: independently, 1: a retry never helps)."""

    limit: int = 1
    correlation: Amount | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Rejected(Record):
    """What becomes of a request whose every try was rejected, and what that costs.

    handling   "dropped": no accepted answer comes of it;
               "fallback": a person or another system answers it for that cost, and it counts as accepted
    """

    handling: Literal["dropped", "fallback"] = "dropped"
    usd_per_request: Amount | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Presentation(Record):
    """The currency and the marks in which tables, prose and charts show numbers. Inputs and JSON stay in USD.

    currency, symbol, symbol_after      code, as "EUR"; what stands beside an amount ($ or the code unless said
                                        otherwise); behind it
    usd_per_currency_unit               USD that one unit of the currency is worth: a number, or `cm.Value` with source
                                        and date
    decimal_mark, thousands_mark        "." and "," unless said otherwise
    placements                          one's own words for who holds a layer, as {"Retained": "Ours"}
    """

    currency: str | None = None
    symbol: str | None = None
    symbol_after: bool | None = None
    usd_per_currency_unit: Amount | None = None
    decimal_mark: str | None = None
    thousands_mark: str | None = None
    placements: Mapping[str, str] | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class WorkingHours(Record):
    """Hours in which requests come: from … to o'clock on so many days a week, from Monday on. 9 to 17 on 5 unless said
    otherwise."""

    from_hour: int = 9
    to_hour: int = 17
    days_per_week: int = 5
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Promise(Record):
    """What is kept at any load, with the line before each unit, by as many units as that takes.

    of                 "wait" in line, "first_token" or the whole "answer"
    at_most_seconds    the most that is allowed
    percentile         share of the requests that it holds for, 99 for p99; without it, the mean
    """

    of: Literal["wait", "first_token", "answer"]
    at_most_seconds: float
    percentile: float | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class EnergyCounted(Record):
    """What the limits on energy and emissions count beside the power that was measured.

    watts_beside                           of a unit: host, memory, fans
    facility_factor                        power of the whole site ÷ that of its machines (PUE)
    grams_co2e_per_kwh                     of the grid
    embodied_grams_co2e_per_hour           of making a unit, spread over the hours of its use
    """

    watts_beside: Amount | None = None
    facility_factor: Amount | None = None
    grams_co2e_per_kwh: Amount | None = None
    embodied_grams_co2e_per_hour: Amount | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Requirements(Record):
    """What a path must satisfy before its price is looked at.

    min_acceptance, confidence             P(acceptance ≥ bar) must reach the confidence (0.9 unless said otherwise),
                                           from the counts of accepted answers
    min_stream_output_tokens_per_second,   what a user must not be made to wait for; operating points outside are not
                                           used
    max_time_to_first_token_seconds,
    max_seconds_per_answer
    promises                               percentiles or means of the wait, the first token and the whole answer:
                                           `cm.Promise`
    headroom                               share of the capacity of each unit that is left unused
    latency_fraction                       share of the requests that must keep these, cold starts included; 0.95
    exportable_weights                     the weights can be taken away
    residency                              region in which data must stay
    max_lead_time_days                     longest wait for access
    max_minimum_purchase_usd               most that may have to be bought at once: a stated minimum, a block, a term,
                                           or the fewest owned machines with tax
    min_memory_gb                          of one unit, for weights and cache
    max_wh_per_accepted_answer,            most electricity and emissions of an accepted answer, at the operating point
    max_grams_co2e_per_accepted_answer     that capacity is stated at; a path whose power was not measured keeps neither
    energy_counted                         what these count beside the power: `cm.EnergyCounted`
    placements                             by layer id: the placements that will do, e.g. {"2C": ["Retained"]}; a path
                                           that states none for the layer does not meet it
    """

    min_acceptance: Amount | None = None
    confidence: Amount | None = None
    min_stream_output_tokens_per_second: Amount | None = None
    max_time_to_first_token_seconds: Amount | None = None
    max_seconds_per_answer: Amount | None = None
    promises: Sequence[Promise] | None = None
    headroom: Amount | None = None
    latency_fraction: Amount | None = None
    exportable_weights: bool | None = None
    residency: str | None = None
    max_lead_time_days: Amount | None = None
    max_minimum_purchase_usd: Amount | None = None
    min_memory_gb: Amount | None = None
    max_wh_per_accepted_answer: Amount | None = None
    max_grams_co2e_per_accepted_answer: Amount | None = None
    energy_counted: EnergyCounted | None = None
    placements: Mapping[str, Sequence[str]] | None = None
    evidence: Evidence | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class RentOrBuy(Record):
    """Which rented path stands against which bought one, hour for hour; `schedules` by label, in hours per month.

    session_hours                          length of one sitting, each with a start of its own; without it, that of the
                                           rented path's schedule
    """

    buy: str
    rent: str
    schedules: Mapping[str, Amount]
    session_hours: Amount | None = None

    def to_dict(self) -> dict[str, Any]:
        rows = [{"label": key, "hours_per_month": amount("hours_per_month", h)} for key, h in self.schedules.items()]
        if self.session_hours is not None:
            for row in rows:
                row["session_hours"] = amount("session_hours", self.session_hours)
        return {"buy": self.buy, "rent": self.rent, "schedules": rows}


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class PriceStep(Record):
    """Another price from a month on (1 is now), as when a contract ends: `multiplier` × what was stated."""

    from_month: float
    multiplier: float


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class ResaleAt(Record):
    """What an owned machine fetches at an age."""

    age_months: float
    fraction_of_price: float


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class OverTime(Record):
    """How a path changes over a horizon of months.

    price_change_per_year     of what is paid for tokens, calls, time and machines; -0.25: it falls by a quarter a year
    price_steps               beside that, other prices from a month on: `cm.PriceStep`
    resale                    what an owned machine fetches by age: `cm.ResaleAt`; without it, a straight line from its
                              price to its residual value at the end of its life
    refresh_months            age at which it is sold and bought anew; without it, its life
    migration_usd             once, when the path takes over from another
    retraining_usd, retrained_every_months    each time that the base model is replaced, and how often
    """

    price_change_per_year: Amount | None = None
    price_steps: Sequence[PriceStep] | None = None
    resale: Sequence[ResaleAt] | None = None
    refresh_months: Amount | None = None
    migration_usd: Amount | None = None
    retraining_usd: Amount | None = None
    retrained_every_months: Amount | None = None
    evidence: Evidence | None = None

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> OverTime:
        rest = dict(given)
        for key, part in (("price_steps", PriceStep), ("resale", ResaleAt)):
            if key in rest:
                rest[key] = tuple(map(part.from_dict, rest[key]))
        return super().from_dict(rest)


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Horizon(Record):
    """Months and years, in place of one month.

    months                                 that are looked at
    discount_rate_per_year                 effective and nominal; 0.08 for 8 %
    inflation_per_year                     for costs in the money of the first month
    growth_per_month                       of the demand
    ceiling_accepted_answers_per_month     demand that growth levels off at: an S-curve
    accepted_answers_by_month              demand of each month, in place of growth
    seasonal_weights                       of January to December; the scenario then needs a date
    now                                    id of the path that serves now
    """

    months: int
    discount_rate_per_year: Amount | None = None
    inflation_per_year: Amount | None = None
    growth_per_month: Amount | None = None
    ceiling_accepted_answers_per_month: Amount | None = None
    accepted_answers_by_month: Sequence[float] | None = None
    seasonal_weights: Sequence[float] | None = None
    now: str | None = None
    evidence: Evidence | None = None


def amount(name: str, value: Any) -> Any:
    """An amount as the scenario format writes it, in the unit that `name` ends in."""
    return plain(value.in_unit_of(name) if isinstance(value, Value) else in_unit(name, value))
