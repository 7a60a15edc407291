"""The demand at which an owned box and a window cost the same, as one solves it with SciPy."""

import math

from scipy.optimize import brentq


def difference(box_unit, box_capacity, open_all_month, capacity, max_units, calls_per_x):
    """Box minus window in USD per month over demand; `calls_per_x` None: requests back to back."""

    def f(x):
        box = max(1, math.ceil(x / box_capacity)) * box_unit
        n = min(max_units, max(1, math.ceil(x / capacity)))
        busy = x / n / capacity
        if calls_per_x is None:
            return box - n * open_all_month * busy
        calls = x / n * calls_per_x
        return box - n * open_all_month * max(busy, calls / (1 + calls))

    return f


def solve(f, low, high):
    return brentq(f, low, high)
