"""The package as such: types, stubs, documentation, and how fast it loads."""

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys
import textwrap
from pathlib import Path

import costmodel as cm
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(m.name for m in pkgutil.iter_modules(cm.__path__) if m.name not in ("_core", "__main__"))

# What pybind11 gives every class, which a stub has no way to say: a metaclass, and an __init__ that takes anything.
PYBIND11 = r"""
costmodel\._core\.[A-Z]\w*
costmodel\._core\.[A-Z]\w*\.__init__
"""


def run(*command, **keywords):
    done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, **keywords)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings(module, fine_tune):
    if module == "units":
        pytest.importorskip("pint")
    found = doctest.testmod(
        importlib.import_module(f"costmodel.{module}"),
        extraglobs={"cm": cm, "scenario": fine_tune, "np": np},
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    assert not found.failed


@pytest.mark.parametrize("name", cm.__all__)
def test_everything_public_is_documented(name):
    thing = getattr(cm, name)
    if not callable(thing):
        return
    assert inspect.getdoc(thing), name
    for member, value in inspect.getmembers(thing) if inspect.isclass(thing) else ():
        ours = inspect.isfunction(value) or isinstance(value, property)
        if ours and not member.startswith("_") and member in vars(thing):
            assert inspect.getdoc(value), f"{name}.{member}"


def test_the_stub_tells_the_truth(tmp_path):
    pytest.importorskip("mypy")
    allowed = tmp_path / "allowed"
    allowed.write_text(PYBIND11)
    run(
        "-m",
        "mypy.stubtest",
        "--mypy-config-file",
        ROOT / "pyproject.toml",
        "--allowlist",
        allowed,
        "--ignore-unused-allowlist",
        "costmodel._core",
        cwd=tmp_path,
    )


def test_types_hold_where_they_are_used(tmp_path):
    pytest.importorskip("mypy")
    (tmp_path / "use.py").write_text(
        textwrap.dedent("""
        import costmodel as cm
        import numpy as np

        scenario: cm.Scenario = cm.load("scenario.json")
        dearest: float = max(row.usd_per_month or 0.0 for row in cm.cost(scenario, utilization=0.2))
        one: cm.PathCost = cm.cost(scenario)["cmi"]
        curve = cm.curve(scenario, "cmi", demand_accepted_answers_per_month=np.ones(3), out=np.empty(3))
        at: list[float] = cm.crossover(scenario, "a", "b", axis="utilization").at
        path: str | None = cm.decide(scenario).path
        layers: list[str | None] = [row.placement for row in cm.decide(scenario).placements]
        box = cm.Path("box", cm.FixedAmortized(price_usd=cm.Value(3999, source="shop"), life_months=36),
                      acceptance=cm.Acceptance(accepted=21, of=30), layers={"0": "me"})
        cm.cost(scenario, utilisation=0.2)            # error: call-arg
        cm.FixedAmortized(price_eur=3999)             # error: call-arg
        cm.decide(scenario).path.upper()              # error: union-attr
    """)
    )
    from mypy import api

    out, _, _ = api.run(
        ["--strict", "--no-error-summary", "--cache-dir", str(tmp_path / "cache"), str(tmp_path / "use.py")]
    )
    lines = (tmp_path / "use.py").read_text().splitlines()
    expected = {(i, line.split("# error: ")[1]) for i, line in enumerate(lines, 1) if "# error: " in line}
    errors = [line for line in out.splitlines() if ": error: " in line]
    found = {(int(line.split(":")[1]), line.rsplit("[", 1)[1].rstrip("]")) for line in errors}
    assert found == expected, out


def test_import_is_light():
    """At most 1.3 times `import numpy`, each in a fresh interpreter, best of several."""
    code = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"
    best = {name: min(float(run("-c", code.format(name))) for _ in range(7)) for name in ("numpy", "costmodel")}
    assert best["costmodel"] <= 1.3 * best["numpy"], best
    loaded = run("-c", "import costmodel, sys; print(*sys.modules)").split()
    assert not {"numpy", "pandas", "polars", "pint", "matplotlib"} & set(loaded)
