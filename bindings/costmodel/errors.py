"""What is wrong with an input."""

from __future__ import annotations

from collections.abc import Iterable

from ._core import Problem


class InvalidInput(ValueError):
    """Raised for bad input, and for nothing else. It carries every problem that was found, not the first.

    `problems` is a tuple of `Problem`, each with `id` (the stable name of its kind), `where` (a JSON Pointer
    into the scenario, or the name of an argument), `found` and `allowed`.

    >>> try:
    ...     cm.crossover(scenario, "cmi", "spark_lama")
    ... except cm.InvalidInput as error:
    ...     print(error)
    path: found "spark_lama", allowed: the id of a path; did you mean "spark_llama"? [unknown-path]
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def invalid(id: str, where: str, found: object, allowed: str) -> InvalidInput:
    """An `InvalidInput` with one problem."""
    return InvalidInput([Problem(id, where, str(found), allowed)])
