"""The wheel alone: in an environment without compiler, checkout and packages other than NumPy, README's commands run.

The file is the one that tools/python_env.py has built and installed, or COSTMODEL_WHEEL: `make wheel` ends with this
test.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line.strip() for line in re.findall(r"^    (costmodel .*)$", README, flags=re.MULTILINE)]
SITE = Path(sysconfig.get_path("purelib"))

#: What auditwheel may put beside the extension, and the row of licenses/README.md that speaks of it.
BUNDLED = {"libcrypto": "OpenSSL", "libyaml": "libyaml", "libsimdjson": "simdjson"}


def wheel() -> Path:
    if "COSTMODEL_WHEEL" in os.environ:
        return Path(os.environ["COSTMODEL_WHEEL"]).resolve()
    (file,) = (ROOT / "build" / "wheel").glob("costmodel-*.whl")
    return file


def make(folder: Path) -> Path:
    """An environment with the wheel and NumPy, and a working folder with the shipped scenarios."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    install = ["--quiet", "--no-index", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", *install, wheel()], check=True)
    (inside,) = (folder / "venv" / "lib").glob("python*/site-packages")
    for part in SITE.glob("numpy*"):
        (inside / part.name).symlink_to(part)
    shutil.copytree(ROOT / "examples" / "scenarios", folder / "work" / "examples" / "scenarios")
    return inside


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("empty")
    make(folder)
    return folder


def run(folder: Path, *words: str) -> str:
    """With the environment's own programs alone on the PATH, and nothing to read."""
    environment = {"PATH": str(folder / "venv" / "bin"), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    assert not any(shutil.which(name, path=environment["PATH"]) for name in ("cc", "c++", "g++", "clang++", "cmake"))
    done = subprocess.run(
        [folder / "venv" / "bin" / words[0], *words[1:]],
        cwd=folder / "work",
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_commands_of_the_readme_run(empty):
    assert COMMANDS[0].startswith("costmodel new -o my_scenario.json ")
    for command in COMMANDS:  # in their order: the first writes what the second reads
        assert run(empty, *shlex.split(command, comments=True)).strip(), command
    assert (empty / "work" / "build" / "page" / "report.html").stat().st_size > 10_000


def test_the_first_example_prints_what_the_readme_shows(empty):
    (code, shown) = re.search(r"^```python\n(.*?)^```\n+```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL).groups()
    assert run(empty, "python", "-c", code) == shown


def test_the_command_and_the_package_are_of_one_version(empty):
    module = run(empty, "python", "-c", "import costmodel; print(costmodel.__version__, costmodel.__file__)").split()
    assert module[0] in run(empty, "costmodel", "--version")
    assert module[0] == wheel().name.split("-")[1]
    assert Path(module[1]).is_relative_to(empty)


def test_the_page_comes_with_its_engine(tmp_path):
    """With the packages of [report] beside it, the report is a page that computes."""
    inside = make(tmp_path)
    (inside / "report.pth").write_text(f"{SITE}\n")
    run(tmp_path, "costmodel", "report", "examples/scenarios/dgx_spark_review.json", "-o", "page")
    page = (tmp_path / "work" / "page" / "report.html").read_text(encoding="utf-8")
    assert zipfile.ZipFile(wheel()).read("costmodel/page/engine.js").decode("utf-8")[:2000] in page
    assert "Content-Security-Policy" in page


def test_licences_of_everything_inside_travel_with_it():
    file = zipfile.ZipFile(wheel())
    names = set(file.namelist())
    (meta,) = {name.split("/")[0] for name in names if name.split("/")[0].endswith(".dist-info")}
    listed = file.read(f"{meta}/licenses/licenses/README.md").decode("utf-8")
    texts = set(re.findall(r"`([\w.-]+\.txt)`", listed))
    assert texts == {file.name for file in (ROOT / "licenses").glob("*.txt")}
    for text in texts:
        assert f"{meta}/licenses/licenses/{text}" in names
    assert f"{meta}/licenses/LICENSE" in names
    page = file.read("costmodel/page/licences.txt").decode("utf-8")
    for row in re.findall(r"^\| ([^|]+) \| (?:page|engine)[^|]* \|", listed, flags=re.MULTILINE):
        for name in re.split(r", |'s runtime", row):
            assert name in page, name
    for name in names:  # shared libraries that were put inside
        if ".libs/" in name and not name.endswith("/"):
            assert BUNDLED[re.match(r"[a-z]+", Path(name).name)[0]] in listed, name


def test_types_and_command_are_inside():
    file = zipfile.ZipFile(wheel())
    names = file.namelist()
    assert {"costmodel/py.typed", "costmodel/_core.pyi", "costmodel/page/engine.js"} <= set(names)
    assert not [name for name in names if name.endswith((".hpp", ".cpp", ".a", ".cmake"))]
    (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
    assert "costmodel=costmodel.__main__:main" in file.read(entry_points).decode().replace(" ", "")
