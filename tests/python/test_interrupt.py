"""Ctrl-C ends any call, wherever it is, and nothing is half written."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

LAB = Path(__file__).parents[2] / "examples" / "scenarios" / "fine_tune_economics.json"

CALLS = {
    "draws": "cm.uncertainty(s, draws=10_000_000)",
    "threads": "cm.uncertainty(s, draws=10_000_000, threads=4)",
    "spread": "cm.crossover_spread(s, 'spark_llama', 'cmi', draws=10_000_000)",
    "map": "cm.winner_map(s, 'demand', 'output_tokens_per_answer', columns=4000, tolerance=1e-9)",
}

CHILD = """
import sys, time
import costmodel as cm
s = cm.load({file!r})
print("ready", flush=True)
try:
    while True:
        {call}
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.stdin.readline()  # its clock is read
"""


def processor_seconds(pid: int) -> float:
    """What the process has computed, however busy the machine is: its clock, as clock_getcpuclockid of Linux has it."""
    return time.clock_gettime(~pid << 3 | 2)


@pytest.mark.skipif(sys.platform != "linux", reason="clocks of other processes as Linux has them")
@pytest.mark.parametrize("name", CALLS)
def test_ctrl_c_ends_a_long_call(name: str) -> None:
    code = CHILD.format(file=str(LAB), call=CALLS[name])
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(1)
        start = processor_seconds(child.pid)
        child.send_signal(signal.SIGINT)
        assert child.stdout.readline() == "interrupted\n"
        assert processor_seconds(child.pid) - start < 0.5 * (4 if name == "threads" else 1)
        child.communicate("\n", timeout=30)
        assert child.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_handler_of_ones_own_may_raise_what_it_likes() -> None:
    code = f"""
import signal, costmodel as cm
def late(*_): raise TimeoutError("too long")
signal.signal(signal.SIGALRM, late)
s = cm.load({str(LAB)!r})
signal.setitimer(signal.ITIMER_REAL, 0.5)
try:
    cm.uncertainty(s, draws=10_000_000)
except TimeoutError as error:
    print(error)
assert cm.decide(s).path  # the next call is as good as any
"""
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120).stdout == "too long\n"
    )


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_the_command_leaves_no_half_file(tmp_path: Path) -> None:
    out = tmp_path / "bands.txt"
    arguments = ["map", str(LAB), "--x", "demand", "--y", "output_tokens_per_answer", "-o", str(out)]
    code = "import sys; from costmodel.command import main; sys.argv[1:] = " + repr(arguments) + "; sys.exit(main())"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) as child:
        time.sleep(1)
        child.send_signal(signal.SIGINT)
        child.wait(timeout=30)
    assert [file.name for file in tmp_path.iterdir()] in ([], ["bands.txt"])
