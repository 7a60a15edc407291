"""What is wrong with an input."""

from __future__ import annotations

from collections.abc import Iterable

from ._core import Problem


class InvalidInput(ValueError):
    """Raised for bad input, and for nothing else. It carries every problem that was found, not the first.

    `problems` is a tuple of `Problem`, each with `id` (the stable name of its kind), `where` (a JSON Pointer
    into the scenario, or the name of an argument), `found` and `allowed`.

    >>> cm.loads('{"titel": "?"}')                                         # doctest: +SKIP
    InvalidInput: /titel: found "titel", allowed: one of: … did you mean "title"? [unknown-key]
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def invalid(id: str, where: str, found: object, allowed: str) -> InvalidInput:
    """An `InvalidInput` with one problem."""
    return InvalidInput([Problem(id, where, str(found), allowed)])
