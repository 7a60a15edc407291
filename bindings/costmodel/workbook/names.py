"""Names of sheets, texts and units as a workbook can hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: What no XML text can hold.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
LONGEST = 32_767  # characters of a cell


def text(words: str) -> str:
    """What a cell of text can hold. It is written as text, so that what begins with = + - or @ is no formula."""
    return _UNSEEN.sub("\ufffd", words)[:LONGEST]


def of_sheets(wanted: Iterable[str], taken: Iterable[str]) -> list[str]:
    """A name for each: at most 31 characters, none of []:*?/\\, no apostrophe at an end, each once whatever the
    case."""
    used = {name.casefold() for name in taken} | {"history"}  # which Excel keeps for itself
    names = []
    for words in wanted:
        plain = re.sub(r"[\[\]:*?/\\]", " ", text(words)).strip().strip("'").strip() or "path"
        name, count = _cut(plain, 31), 1
        while name.casefold() in used:
            count += 1
            end = f" {count}"
            name = _cut(plain, 31 - len(end)) + end
        used.add(name.casefold())
        names.append(name)
    return names


def _cut(words: str, most: int) -> str:
    """No more than so many characters as Excel counts them, in UTF-16."""
    while len(words.encode("utf-16-le")) > 2 * most:
        words = words[:-1]
    return words.strip().strip("'")


def reference(sheet: str, cell: str) -> str:
    """A cell of another sheet."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


_UNITS = (
    (r"usd_per_(.+)$", lambda found: "USD per " + found.replace("_", " ").replace("kwh", "kWh").replace("kw ", "kW ")),
    (r"(?:^|_)usd$", lambda found: "USD"),
    (r"(\w*tokens)_per_(\w+)$", lambda found: "tokens per " + found.rpartition("_")[2]),
    (r"accepted_answers_per_month", lambda found: "accepted answers per month"),
    (r"(?:^|_)(seconds|minutes|hours|months|days|watts|units|copies|answers|requests)$", lambda found: found),
    (r"hours_per_(month|day)$", lambda found: "hours per " + found),
    (r"days_per_week$", lambda found: "days per week"),
    (r"gb_per_second$", lambda found: "GB per second"),
    (r"_gb$", lambda found: "GB"),
    (r"_hour$", lambda found: "o'clock"),
    (r"per_year$", lambda found: "per year"),
    (r"retrains_per_month$", lambda found: "runs per month"),
)


def unit(name: str) -> str:
    """The unit that the name of an input ends in."""
    key = next(part for part in reversed(name.split("/")) if not part.isdigit())
    for pattern, words in _UNITS:
        found = re.search(pattern, key)
        if found:
            return words(found[found.re.groups])
    return ""
