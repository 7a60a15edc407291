"""Arrays in and out."""

import threading
import time

import costmodel as cm
import numpy as np
import pytest

LOADS = np.geomspace(1, 1e5, 50)


def curve(scenario, x, path="cmi", **keywords):
    return cm.curve(scenario, path, demand_accepted_answers_per_month=x, **keywords)


def test_shape_is_kept(fine_tune):
    flat = curve(fine_tune, LOADS)
    assert flat.dtype == np.float64 and flat.shape == LOADS.shape
    np.testing.assert_array_equal(curve(fine_tune, LOADS.reshape(5, 10)), flat.reshape(5, 10))
    assert curve(fine_tune, []).shape == (0,)


def test_a_number_gives_a_number(fine_tune):
    assert type(curve(fine_tune, 1000)) is float
    assert curve(fine_tune, 1000) == curve(fine_tune, [1000])[0] == curve(fine_tune, np.float64(1000))


@pytest.mark.parametrize(
    "like",
    [list, tuple, np.float32, np.asfortranarray, lambda x: np.repeat(x, 2)[::2], lambda x: x[::-1][::-1]],
    ids=["list", "tuple", "float32", "fortran", "strided", "reversed twice"],
)
def test_anything_array_like(fine_tune, like):
    given = like(LOADS)
    expected = curve(fine_tune, np.array(given, dtype=float))
    np.testing.assert_array_equal(curve(fine_tune, given), expected)


def test_integers(fine_tune):
    np.testing.assert_array_equal(curve(fine_tune, np.arange(1, 9)), curve(fine_tune, np.arange(1.0, 9.0)))


def test_out_is_filled_and_returned(fine_tune):
    out = np.empty(LOADS.shape)
    assert curve(fine_tune, LOADS, out=out) is out
    np.testing.assert_array_equal(out, curve(fine_tune, LOADS))


def test_out_may_be_the_loads(fine_tune):
    x = LOADS.copy()
    curve(fine_tune, x, out=x)
    np.testing.assert_array_equal(x, curve(fine_tune, LOADS))


def test_out_may_be_strided(fine_tune):
    wide = np.full(2 * len(LOADS), -1.0)
    out = wide[::2]
    assert curve(fine_tune, LOADS, out=out) is out
    np.testing.assert_array_equal(wide[::2], curve(fine_tune, LOADS))
    assert (wide[1::2] == -1).all()


def test_out_that_does_not_fit_is_refused(fine_tune):
    with pytest.raises(ValueError, match="shape"):
        curve(fine_tune, LOADS, out=np.empty(3))
    with pytest.raises(TypeError):
        curve(fine_tune, LOADS, out=np.empty(LOADS.shape, dtype=int))
    frozen = np.empty(LOADS.shape)
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        curve(fine_tune, LOADS, out=frozen)


def test_contiguous_loads_are_not_copied(fine_tune):
    """With `out`, no array of the loads' size is made: the peak of what NumPy allocates stays small."""
    import tracemalloc

    x = np.linspace(1, 1e5, 1_000_000)
    out = np.empty_like(x)
    tracemalloc.start()
    curve(fine_tune, x, out=out)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < x.nbytes / 10


def test_saturation_is_infinite(fine_tune):
    limit = 3 * 95 * 730 * 3600 / 300 * 0.7  # three copies at 95 tok/s, 300 tokens, 70 %
    below, above = curve(fine_tune, [limit * (1 - 1e-9), limit * (1 + 1e-9)])
    assert np.isfinite(below) and above == np.inf


@pytest.mark.parametrize("bad", [np.nan, -1, 0, np.inf])
def test_loads_that_cannot_be(fine_tune, bad):
    with pytest.raises(cm.InvalidInput) as caught:
        curve(fine_tune, [1, bad])
    assert caught.value.problems[0].where == "demand_accepted_answers_per_month"


def test_a_month_without_load_has_a_bill(fine_tune):
    assert curve(fine_tune, 0, "spark_llama", per="month") == 200


def test_paths_that_cannot_be_priced(fine_tune):
    with pytest.raises(cm.InvalidInput, match="no known capacity"):
        cm.curve(fine_tune, "bedrock_base", utilization=0.5)
    with pytest.raises(cm.InvalidInput, match="did you mean"):
        curve(fine_tune, 1, "cmii")
    with pytest.raises(cm.InvalidInput, match="packed, poisson"):
        curve(fine_tune, 1, arrivals="poison")
    with pytest.raises(cm.InvalidInput, match="million_output_tokens"):
        curve(fine_tune, 1, per="token")
    with pytest.raises(cm.InvalidInput):
        cm.curve(fine_tune, "cmi")
    with pytest.raises(cm.InvalidInput):
        cm.curve(fine_tune, "cmi", utilization=1, demand_accepted_answers_per_month=1)


def ticks_during(call):
    """How often another thread runs while `call` does: never, if it keeps the interpreter's lock."""
    ticks, stop = [], threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        start = time.perf_counter()
        call()
        end = time.perf_counter()
    finally:
        stop.set()
        thread.join()
    # The lock may change hands just before and after; what counts is the middle.
    margin = (end - start) * 0.2
    return sum(start + margin < tick < end - margin for tick in ticks)


def test_other_threads_run_meanwhile(fine_tune):
    x = np.linspace(1, 1e5, 3_000_000)
    assert ticks_during(lambda: curve(fine_tune, x, per="million_output_tokens")) > 3


def test_threads_agree(fine_tune):
    from concurrent.futures import ThreadPoolExecutor

    x = np.linspace(1, 1e5, 100_000)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: curve(fine_tune, x), range(8)))
    for result in results:
        np.testing.assert_array_equal(result, results[0])
