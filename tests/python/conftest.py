"""What the tests of the Python package share."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "examples" / "scenarios").glob("*.json"))


@pytest.fixture(scope="session", params=SCENARIOS, ids=lambda file: file.stem)
def scenario_file(request):
    return request.param


@pytest.fixture(scope="session")
def any_scenario(scenario_file):
    import costmodel as cm

    return cm.load(scenario_file)


@pytest.fixture(scope="session")
def fine_tune():
    import costmodel as cm

    return cm.load(ROOT / "examples" / "scenarios" / "fine_tune_economics.json")


@pytest.fixture(scope="session")
def home():
    import costmodel as cm

    return cm.load(ROOT / "examples" / "scenarios" / "home_supercomputer_fallacy.json")
