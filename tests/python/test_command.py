"""The command, as Python installs it: the process's own streams and exit status."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import costmodel as cm
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "examples" / "scenarios").glob("*.json"))
COMMAND = [sys.executable, "-m", "costmodel"]


def run(*arguments, **keywords):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", **keywords
    )


def test_prints_the_decision(scenario_file):
    done = run("decide", scenario_file)
    assert done.returncode == 0 and not done.stderr
    assert "Layer placement" in done.stdout


def test_bad_input_is_status_2(tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"costmodel": 1}')
    done = run("check", bad)
    assert done.returncode == 2 and "/paths" in done.stderr and "Traceback" not in done.stderr
    assert run("decide", tmp_path / "missing.json").returncode == 2
    assert run("nonsense").returncode == 2


def test_a_misspelt_command_is_named(scenario_file):
    done = run("decid", str(scenario_file))
    assert done.returncode == 2
    assert 'did you mean "decide"?' in done.stderr


def test_twenty_per_cent_is_not_20(scenario_file):
    done = run("cost", str(scenario_file), "--utilization", "20")
    assert done.returncode == 2
    assert "did you mean 0.2?" in done.stderr


def test_nothing_feasible_is_status_1(fine_tune, tmp_path):
    file = tmp_path / "strict.json"
    fine_tune.with_input("/requirements/min_acceptance", 0.95).save(file)
    assert run("decide", file).returncode == 1


def test_main_returns_the_status(scenario_file, capfd):
    assert cm.main(["check", str(scenario_file)]) == 0
    print("afterwards")
    assert "afterwards" in capfd.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGPIPE")
def test_a_closed_pipe_is_quiet():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([*COMMAND, "decide", str(SCENARIOS[0])], stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert done.stderr == ""


def test_it_is_installed():
    if installed := shutil.which("costmodel", path=os.path.dirname(sys.executable)):
        done = subprocess.run([installed, "--version"], capture_output=True, text=True)
        assert done.returncode == 0 and cm.__version__ in done.stdout
    else:
        pytest.skip("the package is on the path, not installed")
