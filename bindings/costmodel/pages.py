"""The page of a report: the library's tables and the charts in a Jinja2 template, everything inline."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import lru_cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import _core, charts
from .errors import InvalidInput, invalid


def available() -> bool:
    """Whether charts and the page can be made: `pip install costmodel[report]`."""
    from importlib.util import find_spec

    return all(find_spec(name) for name in ("jinja2", "vl_convert"))


def draw(request: dict[str, str]) -> tuple[list[tuple[str, bytes]], list[str], list[tuple[str, str, str, str]]]:
    """The files of a report beside those that the library writes, what was left out, and what was refused."""
    try:
        return *drawn_files(request), []
    except InvalidInput as refused:
        said = [(_in_utf8(p.id), _in_utf8(p.where), _in_utf8(p.found), _in_utf8(p.allowed)) for p in refused.problems]
        return [], [], said


def _in_utf8(words: str) -> str:
    """With a mark for what no UTF-8 can hold, as in names of files."""
    return words.encode(errors="replace").decode()


def drawn_files(request: dict[str, str]) -> tuple[list[tuple[str, bytes]], list[str]]:
    """The files and what was left out. Raises `InvalidInput` for a template that cannot be used."""
    data = shown(json.loads(request["data"]))
    files: list[tuple[str, bytes]] = []
    left_out: list[str] = []
    drawn: dict[str, str] = {}
    specs = charts.specifications(data)
    for name, spec in specs.items():
        drawn[name] = charts.svg(spec)
        files += [(f"charts/{name}.svg", drawn[name].encode()), (f"charts/{name}.png", charts.png(drawn[name]))]
    left_out += [f"chart {name}: nothing to draw" for name in charts.CHARTS if name not in specs]
    html = page(data, request["scenario"], specs, drawn, request["template_file"])
    files.append(("report.html", html.encode()))
    pdf = _pdf(request["latex"], [file for file in files if file[0].endswith(".png")])
    if pdf is None:
        left_out.append("report.pdf: pdflatex is not there, or refused")
    else:
        files.append(("report.pdf", pdf))
    book = _workbook(request["scenario"])
    if book is None:
        left_out.append("report.xlsx: pip install costmodel[excel]")
    else:
        files.append(("report.xlsx", book))
    if engine() is None:
        left_out.append("sliders: this package was built without Emscripten, so the page is static")
    return files, left_out


def _workbook(scenario: str) -> bytes | None:
    """The workbook of the report, where XlsxWriter is there."""
    from . import workbook
    from .decisions import decide
    from .scenario import loads

    if not workbook.available():
        return None
    return decide(loads(scenario))._book()


def engine() -> str | None:
    """The library as WebAssembly, where the package was built with it."""
    return _part("engine.js")


def _part(name: str) -> str | None:
    file = resources.files("costmodel") / "page" / name
    return file.read_text("utf-8") if file.is_file() else None


#: Marks that turn the direction of text or hide in it, and control characters but the line feed.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def shown(value: Any) -> Any:
    """The data with every text as it can be shown."""
    if isinstance(value, str):
        return _UNSEEN.sub("", value)
    if isinstance(value, list):
        return [shown(inner) for inner in value]
    if isinstance(value, dict):
        return {shown(key): shown(inner) for key, inner in value.items()}
    return value


def _in_script(text: str) -> str:
    """JSON in which nothing ends the script element, and nothing is unseen."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}" if ord(found[0]) > 0x7F else " ", text).replace(
        "<", "\\u003c"
    )


def page(
    data: dict[str, Any],
    scenario: str,
    specs: dict[str, charts.Spec],
    drawn: dict[str, str],
    template_file: str = "",
) -> str:
    """The page as one HTML text."""
    import jinja2
    from markupsafe import Markup

    said = data["report"]
    script = engine()
    moving = {"vega": "", "specifications": "{}", "sources": "{}"}
    if script is not None and specs:
        live = {
            name: {
                "spec": charts.live(name, data, spec),
                "sets": sorted(spec["datasets"]),
                "words": charts.WORDS.get(name, {}),
            }
            for name, spec in specs.items()
        }
        moving = {
            "vega": _vega(),
            "specifications": _in_script(json.dumps(live, sort_keys=True)),
            "sources": json.dumps(charts.SOURCES),
        }
    ours = {"template.html.j2": _part("template.html.j2") or ""}
    loader = jinja2.ChoiceLoader(
        [jinja2.DictLoader(ours), jinja2.FileSystemLoader(os.path.dirname(os.path.abspath(template_file)))]
    )
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = _template(template_file) if template_file else ours["template.html.j2"]
    try:
        return environment.from_string(source).render(
            title=said["title"],
            report=said,
            data=data,
            charts={
                name: {
                    "svg": Markup(_sized(svg, name)),
                    "title": charts.CHARTS[name][0],
                    "caption": charts.caption(name, said),
                }
                for name, svg in drawn.items()
            },
            style=Markup(_part("page.css") or ""),
            scenario=Markup(_in_script(scenario)),
            specifications=Markup(moving["specifications"]),
            sources=Markup(moving["sources"]),
            engine=Markup(script) if script is not None else None,
            page_script=Markup(_part("page.js") or ""),
            chart_script=Markup(_part("charts.js") or ""),
            vega=Markup(moving["vega"]),
        )
    except Exception as why:  # what a template says can raise anything
        raise invalid("bad-template", "--template", template_file, f"a template that Jinja2 can fill ({why})") from None


def _template(file: str) -> str:
    """An organisation's own template. What it extends or includes stands beside it, or is ours."""
    try:
        with open(file, encoding="utf-8") as stream:
            return stream.read()
    except (OSError, UnicodeDecodeError) as why:
        raise invalid("unreadable-file", "--template", file, f"a Jinja2 template in UTF-8 ({why})") from None


def _notice() -> str:
    """What the licences of the drawing code, and of what the page's engine is compiled from, ask for: their texts."""
    texts = (resources.files("costmodel") / "page" / "licences.txt").read_text("utf-8")
    return f"/*\n{texts}*/\n"


_PACK = """import sys, vl_convert
sys.stdout.buffer.write(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").encode())"""


@lru_cache(maxsize=1)
def _packing() -> subprocess.Popen[bytes]:
    packing = subprocess.Popen([sys.executable, "-c", _PACK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    atexit.register(packing.kill)  # where nobody waits for it, as after bad input
    return packing


def prepare() -> None:
    """Begins with what takes longest and waits for nothing, in a process of its own: packing Vega for a page that
    answers back."""
    if engine() is not None and not _packed_before().is_file():
        _packing()


def _packed_before() -> Path:
    """Where Vega as this version of vl-convert packs it is kept from one report to the next."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(cache) / "costmodel" / f"vega-{version('vl-convert-python')}.js"


@lru_cache(maxsize=1)
def _vega() -> str:
    kept = _packed_before()
    try:
        bundle = kept.read_text("utf-8")
    except OSError:
        packed, _ = _packing().communicate()
        if _packing().returncode != 0:
            raise RuntimeError("vl-convert could not pack Vega") from None
        bundle = packed.decode()
        with contextlib.suppress(OSError, InvalidInput):  # a cache that cannot be written is none
            kept.parent.mkdir(parents=True, exist_ok=True)
            _core.write_whole(str(kept), bundle)
    bundle = "(() => {" + bundle + "})();"
    return _notice() + bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _sized(svg: str, name: str) -> str:
    """A drawing that takes the width of the page, with names of its own: several stand in one document."""
    svg = re.sub(r"^<\?xml[^>]*>\s*", "", svg)
    svg = charts.renamed_ids(svg, lambda id: f"{name}-{id}")
    return re.sub(
        r'^<svg([^>]*?) width="[^"]*"([^>]*?) height="[^"]*"',
        r'<svg aria-hidden="true" focusable="false"\1\2',
        svg,
        count=1,
    )


def _pdf(latex: str, pictures: list[tuple[str, bytes]]) -> bytes | None:
    """The report as PDF, where pdflatex is there and has room; the same bytes for the same text."""
    program = shutil.which("pdflatex")
    if program is None:
        return None
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _typeset(program, folder, [("report.tex", latex.encode()), *pictures])
    except OSError:
        return None


def _typeset(program: str, folder: str, files: list[tuple[str, bytes]]) -> bytes | None:
    for name, content in files:
        os.makedirs(os.path.join(folder, os.path.dirname(name)), exist_ok=True)
        with open(os.path.join(folder, name), "wb") as stream:
            stream.write(content)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "report.tex"]
    for _ in range(2):  # the columns of long tables settle in the second run
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False
        )
        if done.returncode != 0:
            return None
    with open(os.path.join(folder, "report.pdf"), "rb") as pdf:
        return pdf.read()
