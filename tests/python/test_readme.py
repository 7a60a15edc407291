"""What the README shows is what a reader gets: each block is run, or is the file that it says it is."""

import io
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def test_python_block_prints_the_text_block_below_it():
    (language, code), (shown_as, shown) = BLOCKS[0], BLOCKS[1]
    assert (language, shown_as) == ("python", "text")
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == shown


def test_first_example_has_eight_lines_of_code():
    assert len([line for line in BLOCKS[0][1].splitlines() if line.strip()]) == 8


def test_cpp_block_is_the_example_that_the_consumers_build_and_run():
    (language, code), (shown_as, shown) = BLOCKS[2], BLOCKS[3]
    assert (language, shown_as) == ("cpp", "text")
    assert code == (ROOT / "examples/box_or_window/main.cpp").read_text(encoding="utf-8")
    assert shown == (ROOT / "examples/box_or_window/output.txt").read_text(encoding="utf-8")


COMMANDS = [line.strip() for line in re.findall(r"^    (costmodel .*)$", README, flags=re.MULTILINE)]


@pytest.mark.parametrize("command", [c for c in COMMANDS if "my_scenario" not in c])
def test_commands_run(command):
    words = shlex.split(command, comments=True)
    done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
