#!/usr/bin/env python3
"""Make build/venv hold costmodel, installed from this source tree, and what its tests need.

Does only what is out of date: the environment when the Python or the requirements change, the wheel, which stays in
build/wheel, when a source changes. When nothing changed it runs nothing, so it works offline. `--environment`: without
costmodel itself.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / "build" / "venv"
PYTHON = VENV / "bin" / "python"
WHEELS = ROOT / "build" / "wheel"
EXTRAS = ("test", "bench")
# `--for-tests`: into the build folder of the preset dev, with its settings, so that the library that is there is taken
# over.
FOR_TESTS = (
    "build-dir=build/dev",
    "cmake.build-type=Debug",
    "cmake.define.CMAKE_CXX_FLAGS_DEBUG=-O1 -g1",
    *(f"cmake.define.COSTMODEL_{name}=ON" for name in ("C", "CLI", "DEV", "INSTALL", "TESTS")),
)
SOURCES = (
    "CMakeLists.txt",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "licenses",
    "cmake",
    "libcostmodel",
    "cli",
    "bindings",
    "build/web/engine.js",
)


def run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def stamp_is(name: str, digest: str) -> bool:
    stamp = VENV / name
    return stamp.exists() and stamp.read_text() == digest


def make_venv() -> None:
    identity = f"{sys.version}\n{sys.base_prefix}"
    if PYTHON.exists() and stamp_is(".python", identity):
        return
    print(f"Creating {VENV.relative_to(ROOT)}", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    run(sys.executable, "-m", "venv", VENV)
    (VENV / ".python").write_text(identity)


def requirements() -> list[str]:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        from pip._vendor import tomli as tomllib
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]

    def expand(names):
        for name in names:
            for requirement in extras[name]:
                own = re.fullmatch(r"costmodel\[(.*)\]", requirement)
                if own:
                    yield from expand(own[1].split(","))
                else:
                    yield requirement

    return sorted({*project["build-system"]["requires"], *project["project"]["dependencies"], *expand(EXTRAS)})


def install_requirements() -> None:
    wanted = requirements()
    digest = hashlib.sha256("\n".join(wanted).encode()).hexdigest()
    if stamp_is(".requirements", digest):
        return
    print("Installing the Python requirements", flush=True)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted)
    (VENV / ".requirements").write_text(digest)


def install_package() -> None:
    settings = FOR_TESTS if "--for-tests" in sys.argv else ()
    digest = hashlib.sha256("\n".join(settings).encode())
    for source in SOURCES:
        top = ROOT / source
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:  # the engine may not have been built
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    if stamp_is(".package", digest.hexdigest()):
        return
    print("Building and installing the wheel", flush=True)
    shutil.rmtree(WHEELS, ignore_errors=True)
    pip = (PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check")
    build = ("wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", WHEELS)
    run(*pip, *build, *(f"--config-settings={setting}" for setting in settings), ".")
    (wheel,) = WHEELS.glob("costmodel-*.whl")
    run(*pip, "install", "--no-deps", "--no-index", "--force-reinstall", wheel)
    (VENV / ".package").write_text(digest.hexdigest())


def main() -> None:
    # tomllib's stand-in on Python 3.10 is inside pip, which only the environment surely has.
    if Path(sys.prefix) != VENV:
        make_venv()
        os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])
    try:
        install_requirements()
        if "--environment" not in sys.argv:
            install_package()
    except subprocess.CalledProcessError as failure:
        sys.exit(f"{' '.join(map(str, failure.cmd))}\nended with {failure.returncode}")


if __name__ == "__main__":
    main()
