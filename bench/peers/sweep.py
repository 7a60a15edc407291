"""The cost per accepted answer over an array, as one writes it in NumPy."""

import numpy as np


def box(x, fixed, slope, unit, capacity):
    n = np.maximum(1, np.ceil(x / capacity))
    return (fixed + slope * x + n * unit) / x


def anchored(x, fixed, open_all_month, capacity, max_units, calls_per_x):
    n = np.clip(np.ceil(x / capacity), 1, max_units)
    calls = x / n * calls_per_x
    return (fixed + n * open_all_month * np.maximum(x / n / capacity, calls / (1 + calls))) / x


def exponential(x, fixed, open_all_month, capacity, max_units, calls_per_x):
    n = np.clip(np.ceil(x / capacity), 1, max_units)
    return (fixed + n * open_all_month * np.maximum(x / n / capacity, 1 - np.exp(-x / n * calls_per_x))) / x
