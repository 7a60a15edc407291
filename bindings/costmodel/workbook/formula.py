"""Formulas of a spreadsheet that know what they come to: each is built once, and is both the text of a cell and its
value."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Union

#: How tightly what a formula's text says last is bound: sums, products, and what stands alone.
SUM, PRODUCT, ALONE = 1, 2, 4


class Formula:
    """The text of a formula without its equals sign, and its value. Texts of plain numbers are folded: a term that is
    nothing does not appear."""

    __slots__ = ("text", "value", "bound", "plain")

    def __init__(self, text: str, value: float, bound: int = ALONE, plain: bool = False) -> None:
        self.text = text
        self.value = value
        self.bound = bound
        self.plain = plain  # a number that is written out

    def within(self, bound: int) -> str:
        """The text as part of what binds as tightly as that."""
        return self.text if self.bound >= bound else f"({self.text})"

    def is_number(self, value: float) -> bool:
        return self.plain and self.value == value

    def __add__(self, other: Number) -> Formula:
        other = formula(other)
        if self.is_number(0):
            return other
        if other.is_number(0):
            return self
        return Formula(f"{self.within(SUM)}+{other.within(SUM)}", self.value + other.value, SUM)

    def __sub__(self, other: Number) -> Formula:
        other = formula(other)
        if other.is_number(0):
            return self
        return Formula(f"{self.within(SUM)}-{other.within(PRODUCT)}", self.value - other.value, SUM)

    def __mul__(self, other: Number) -> Formula:
        other = formula(other)
        if self.is_number(0) or other.is_number(0):
            return formula(0)
        if self.is_number(1):
            return other
        if other.is_number(1):
            return self
        return Formula(f"{self.within(PRODUCT)}*{other.within(PRODUCT)}", self.value * other.value, PRODUCT)

    def __truediv__(self, other: Number) -> Formula:
        other = formula(other)
        if self.is_number(0) or other.is_number(1):
            return self
        value = self.value / other.value if other.value else math.nan
        return Formula(f"{self.within(PRODUCT)}/{other.within(ALONE)}", value, PRODUCT)

    def __pow__(self, other: Number) -> Formula:
        other = formula(other)
        try:
            value = float(self.value**other.value)
        except (OverflowError, ZeroDivisionError):
            value = math.nan
        return Formula(f"{self.within(ALONE)}^{other.within(ALONE)}", value, ALONE - 1)

    def __radd__(self, other: float) -> Formula:
        return formula(other) + self

    def __rsub__(self, other: float) -> Formula:
        return formula(other) - self

    def __rmul__(self, other: float) -> Formula:
        return formula(other) * self

    def __rtruediv__(self, other: float) -> Formula:
        return formula(other) / self


Number = Union[Formula, float]


def formula(x: Number) -> Formula:
    """A number as a formula."""
    if isinstance(x, Formula):
        return x
    text = repr(int(x)) if float(x).is_integer() and abs(x) < 1e15 else repr(float(x)).upper()
    return Formula(text if x >= 0 else f"({text})", float(x), plain=True)


def _call(name: str, of: Callable[..., float], *given: Number) -> Formula:
    parts = [formula(x) for x in given]
    values = [x.value for x in parts]
    try:
        value = math.nan if any(map(math.isnan, values)) else of(*values)
    except (ArithmeticError, ValueError):
        value = math.nan
    return Formula(f"{name}({','.join(x.text for x in parts)})", value)


def most(*given: Number) -> Formula:
    return _call("MAX", lambda *x: max(x), *given)


def least(*given: Number) -> Formula:
    return _call("MIN", lambda *x: min(x), *given)


def exp(x: Number) -> Formula:
    return _call("EXP", math.exp, x)


def rounded_up(x: Number) -> Formula:
    return Formula(f"ROUNDUP({formula(x).text},0)", float(math.ceil(v)) if math.isfinite(v := formula(x).value) else v)


def added(given: Sequence[Number]) -> Formula:
    total = formula(0)
    for x in given:
        total = total + x
    return total


def payment(rate: Number, months: Number, present: Number, residual: Number) -> Formula:
    """What each month costs that recovers what was paid less what is got back at the end."""

    def recovered(r: float, m: float, now: float, back: float) -> float:
        if r == 0:
            return (now - back) / m
        grown = math.expm1(m * math.log1p(r))
        return (now * (grown + 1) - back) * r / grown

    value = _call("", recovered, rate, months, present, residual).value
    now = formula(present).within(ALONE)
    return Formula(f"PMT({formula(rate).text},{formula(months).text},-{now},{formula(residual).text})", value)


def either(a: Number, sign: str, b: Number, then: Number, otherwise: Number) -> Formula:
    """IF(a sign b, then, otherwise)."""
    a, b, then, otherwise = formula(a), formula(b), formula(then), formula(otherwise)
    holds = {"=": a.value == b.value, ">": a.value > b.value, "<=": a.value <= b.value, ">=": a.value >= b.value}[sign]
    value = math.nan if math.isnan(a.value + b.value) else (then if holds else otherwise).value
    return Formula(f"IF({a.text}{sign}{b.text},{then.text},{otherwise.text})", value)


#: What a cell says that has no number.
NOTHING = Formula("NA()", math.nan)
