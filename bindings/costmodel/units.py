"""Quantities with units: a keyword's name ends in its unit, and a `pint` quantity is converted to it."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, Any, Protocol, Union

from .errors import invalid

if TYPE_CHECKING:
    import pint


class QuantityLike(Protocol):
    """What a `pint` quantity looks like, so that `pint` need not be imported to recognise one."""

    @property
    def magnitude(self) -> Any: ...
    @property
    def units(self) -> Any: ...
    def to(self, other: Any, /) -> Any: ...


#: A number in the unit that the keyword's name ends in, or a quantity with a unit of its own.
Number = Union[float, QuantityLike]

# By ending of the keyword; the first that fits holds. Billing units, machines and rates are pure numbers.
_ENDINGS = {
    "usd_per_million_input_tokens": "USD / megainput_token",
    "usd_per_million_cached_input_tokens": "USD / megainput_token",
    "usd_per_million_output_tokens": "USD / megaoutput_token",
    "usd_per_million_cache_write_tokens": "USD / megainput_token",
    "usd_per_million_training_tokens": "USD",
    "usd_per_second": "USD / second",
    "usd_per_hour": "USD / hour",
    "usd_per_unit_minute": "USD / minute",
    "usd_per_unit_hour": "USD / hour",
    "usd_per_unit_month": "USD / month",
    "usd_per_stored_model_month": "USD / month",
    "usd_per_kw_month": "USD / kilowatt / month",
    "usd_per_kwh": "USD / kilowatt_hour",
    "usd_per_month": "USD / month",
    "usd_per_accepted_answer": "USD / accepted_answer",
    "usd_per_answer": "USD / answer",
    "usd_per_request": "USD / request",
    "usd_per_rejected_request": "USD / request",
    "usd": "USD",
    "input_tokens_per_second": "input_token / second",
    "output_tokens_per_second": "output_token / second",
    "input_tokens_per_answer": "input_token / answer",
    "cache_write_tokens_per_answer": "input_token / answer",
    "output_tokens_per_answer": "output_token / answer",
    "accepted_answers_per_month": "accepted_answer / month",
    "answers_per_month": "answer / month",
    "hours_per_month": "hour / month",
    "hours_up_per_month": "hour / month",
    "block_hours": "hour / month",
    "rate_per_year": "1 / year",
    "seconds_per_output_token": "second / output_token",
    "gb_per_second": "gigabyte / second",
    "hours_per_day": "hour",
    "hours": "hour",
    "seconds_per_answer": "second",
    "seconds": "second",
    "minutes": "minute",
    "days": "day",
    "months": "month",
    "watts": "watt",
    "gb": "gigabyte",
}

_DEFINITIONS = (
    "USD = [currency] = _ = dollar",
    "input_token = [input_token]",
    "output_token = [output_token]",
    "request = [request]",
    "answer = [answer]",
    "accepted_answer = [accepted_answer]",
    "month = [billing_month]",
    "year = 12 * month",
)


def unit_of(name: str) -> str:
    """The `pint` unit of a keyword, read off the end of its name; "" for a pure number.

    >>> cm.unit_of("flat_usd_per_month")
    'USD / month'
    """
    return next((unit for ending, unit in _ENDINGS.items() if name == ending or name.endswith("_" + ending)), "")


@functools.cache
def unit_registry() -> pint.UnitRegistry[Any]:
    """A `pint` registry that knows what this field counts: USD, input_token, output_token, request, answer,
    accepted_answer, and the billing month.

    The month is a dimension of its own (a year is twelve), because hours per month is a choice that the scenario
    states: USD a day does not silently become USD a month. A quantity of another registry is converted as that
    registry defines its units.

    >>> u = cm.unit_registry()
    >>> cm.FixedAmortized(price_usd=3999 * u.USD, life_months=3 * u.year)
    FixedAmortized(price_usd=3999, life_months=36)
    """
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(on_redefinition="ignore")
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry


def is_quantity(value: object) -> bool:
    """Whether it has a magnitude, units and `to`, as `pint` quantities do."""
    return all(hasattr(value, name) for name in ("magnitude", "units", "to"))


def in_unit(name: str, value: Any) -> Any:
    """The value in the unit that `name` ends in: numbers and arrays as they are, quantities converted.

    Raises `InvalidInput` that names the keyword, for a quantity of another dimension.
    """
    if not is_quantity(value):
        return value
    unit = unit_of(name)
    try:
        return value.to(unit or "dimensionless").magnitude
    except (AttributeError, TypeError, ValueError) as error:  # pint's errors are among them
        allowed = f"a number, or a quantity in {unit}" if unit else "a number without a unit"
        raise invalid("wrong-unit", name, value, allowed) from error


def number_in(name: str, value: Any) -> float:
    """The number that `name` stands for, in its unit.

    Raises `InvalidInput` for what only looks like one: truth values, texts, dates, masked and missing values.
    """
    given = in_unit(name, value)
    kind = _kind(given)
    if kind is None:
        try:
            return float(given)
        except (TypeError, ValueError):
            kind = f"a {type(given).__name__}"
    raise invalid("wrong-type", name, f"{kind}: {given!r}", "a number")


def numbers_in(name: str, values: Any) -> Any:
    """The array of float64 that `name` stands for, in its unit; C-contiguous, and the caller's own where it is one.

    Raises `InvalidInput` for arrays of what NumPy would turn into numbers though they are none: masked values, truth
    values, dates, texts, complex numbers, missing values.
    """
    import numpy as np

    given = in_unit(name, values)
    if isinstance(given, np.ma.MaskedArray) and np.ma.is_masked(given):
        hidden = int(np.ma.getmaskarray(given).sum())
        raise invalid(
            "wrong-type",
            name,
            f"{hidden} masked of {given.size} values",
            "numbers without a mask; .compressed() leaves out what is masked",
        )
    _check_items(name, given)
    array = np.asarray(given)
    if array.dtype.kind == "O":
        _check_items(name, array.ravel().tolist())
    elif array.dtype.kind not in "iuf":
        held = {
            "b": "truth values",
            "U": "texts",
            "S": "texts",
            "M": "dates",
            "m": "lengths of time",
            "c": "complex numbers",
        }
        raise invalid(
            "wrong-type", name, f"an array of {held.get(array.dtype.kind, array.dtype)}", "an array of numbers"
        )
    try:
        return np.asarray(array, dtype=np.float64, order="C")
    except (TypeError, ValueError):
        raise invalid("wrong-type", name, f"an array of {array.dtype}", "an array of numbers") from None


def _check_items(name: str, given: Any) -> None:
    """Refuses the first item of nested lists that is no number."""
    if not isinstance(given, (list, tuple)):
        return
    for i, item in enumerate(given):
        if isinstance(item, (list, tuple)):
            _check_items(f"{name}/{i}", item)
        elif (kind := _kind(item)) is not None:
            raise invalid("wrong-type", f"{name}/{i}", f"{kind}: {item!r}", "a number")


def _kind(value: Any) -> str | None:
    """What a single value is that is no number though it may turn into one; None for numbers and for arrays."""
    if isinstance(value, bool) or getattr(getattr(value, "dtype", None), "kind", "") == "b":
        return "a truth value"
    if isinstance(value, (str, bytes)):
        return "a text"
    if value is None or type(value).__name__ in ("NAType", "MaskedConstant", "NaTType"):
        return "a missing value"
    if isinstance(value, (datetime.date, datetime.timedelta)) or getattr(getattr(value, "dtype", None), "kind", "") in (
        "M",
        "m",
    ):
        return "a date"
    return "a complex number" if isinstance(value, complex) else None
