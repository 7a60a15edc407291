"""`costmodel report` and `costmodel new`: the files, what hostile text does to them, and that nothing is
half-written."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import costmodel as cm
import pytest
from costmodel import pages
from page_under_test import in_euros

ROOT = Path(__file__).resolve().parents[2]
FIRST = ROOT / "examples" / "scenarios" / "fine_tune_economics.json"
DRAWN = ("cost", "winners", "bill", "latency", "tornado", "probability", "risk")  # one point each: no throughput
RTL = "\u202e\u2067"
HOSTILE = "<script>alert(1)</script> $\\LaTeX$ \\input{x} | a\nb \"q\" 'p' " + RTL + "=cmd()|calc {{ 7*7 }} & `${1}` %"


def run(*arguments, **keywords):
    command = [sys.executable, "-m", "costmodel", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL, **keywords
    )


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    done = run("report", FIRST, "-o", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    scenario = json.loads(cm.load(FIRST).to_json())
    scenario["title"] = scenario["question"] = HOSTILE
    for source in scenario["sources"].values():
        source["title"] = source["note"] = "=cmd()" + HOSTILE
    for path in scenario["paths"]:
        path["name"] = path["note"] = HOSTILE
        path["id"] = {"cmi": "<b>cmi</b> \"'; alert(1)//"}.get(path["id"], path["id"])
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.json").write_text(json.dumps(scenario))
    done = run("report", folder / "hostile.json", "-o", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_every_file_is_there(reported):
    names = {str(file.relative_to(reported)) for file in reported.rglob("*") if file.is_file()}
    assert {
        "report.html",
        "report.md",
        "report.tex",
        "decision.json",
        "tables/placement.csv",
        "tables/quality.csv",
        "tables/speed.csv",
        "tables/costs.csv",
        "tables/sources.csv",
    } <= names
    for name in DRAWN:
        assert {f"charts/{name}.svg", f"charts/{name}.png"} <= names
    assert ("report.pdf" in names) == (shutil.which("pdflatex") is not None)
    assert json.loads((reported / "decision.json").read_text())["path"] == "spark_llama"


def test_the_same_bytes_twice(reported, tmp_path):
    assert run("report", FIRST, "-o", tmp_path).returncode == 0
    for file in reported.rglob("*"):
        if file.is_file():
            assert file.read_bytes() == (tmp_path / file.relative_to(reported)).read_bytes(), file.name


def test_it_reads_like_a_lab_detail(reported):
    text = (reported / "report.md").read_text()
    places = [
        text.index("## " + heading)
        for heading in (
            "Layer placement",
            "Setup",
            "Quality",
            "Speed",
            "What each path costs",
            "Which path is cheapest at which demand",
            "Where the answer changes",
            "What the provider's wording may cost",
            "What was not measured",
            "Sources",
            "Method",
        )
    ]
    assert places == sorted(places)
    assert (
        "21 of 30" in text and "÷ U" in text and "52.3 %\u00a0– 84.0 %" in text
    )  # [lab] 21 of 30; Jeffreys: Beta(21.5, 9.5)


def test_the_page_is_one_file_below_three_megabytes(reported):
    page = (reported / "report.html").read_text()
    assert len(page.encode()) < 3_000_000
    shown = re.sub(r"(<script[^>]*>).*?</script>", r"\1", page, flags=re.DOTALL)
    assert not re.search(r"""<(?:link|script|img|iframe)[^>]*\s(?:src|href)=""", shown)
    assert shown.count("<svg") == len(DRAWN)
    assert ("This page is static" in page) == (pages.engine() is None)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


def test_hostile_text_stays_text_in_the_page(hostile, reported):
    parsed = {}
    for folder in (hostile, reported):
        parsed[folder] = Tags()
        parsed[folder].feed((folder / "report.html").read_text())
    assert parsed[hostile].tags.count("script") == parsed[reported].tags.count("script")
    assert parsed[hostile].tags.count("b") == 0
    assert not [name for name in parsed[hostile].attributes if name.startswith("on")]
    page = (hostile / "report.html").read_text()
    assert not set(page) & set(RTL)
    assert "&lt;script&gt;alert(1)" in page and "{{ 7*7 }}" in page


@pytest.mark.parametrize("name", DRAWN)
def test_hostile_text_stays_text_in_the_charts(hostile, name):
    tree = ElementTree.parse(hostile / "charts" / f"{name}.svg")  # well-formed
    tags = {element.tag.rsplit("}", 1)[-1] for element in tree.iter()}
    assert not set((hostile / "charts" / f"{name}.svg").read_text()) & set(RTL)
    assert not tags & {"script", "foreignObject", "image", "a", "b"}
    assert (hostile / "charts" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_hostile_text_stays_text_in_csv(hostile):
    for file in (hostile / "tables").glob("*.csv"):
        for row in csv.reader(io.StringIO(file.read_bytes().decode())):
            for cell in row:
                assert not cell.lstrip().startswith(("=", "+", "@")), file.name
                assert not set(cell) & set(RTL)


def test_hostile_text_stays_text_in_markdown_and_latex(hostile):
    markdown = (hostile / "report.md").read_text()
    assert "<script" not in markdown and not set(markdown) & set(RTL)
    assert "![Cost of an accepted answer over demand](charts/cost.png)" in markdown and markdown.count(
        "](charts/"
    ) == len(DRAWN)
    latex = (hostile / "report.tex").read_text()
    assert "\\input{x}" not in latex and "$\\LaTeX$" not in latex
    if shutil.which("pdflatex"):
        assert (hostile / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex (Debian: texlive-latex-recommended, lmodern)")
@pytest.mark.parametrize("name", [file.stem for file in sorted(FIRST.parent.glob("*.json"))])
def test_latex_compiles_and_nothing_runs_off_the_page(name, tmp_path):
    (tmp_path / "report.tex").write_text(cm.decide(cm.load(FIRST.parent / f"{name}.json")).to_latex())
    for _ in range(2):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "report.tex"], cwd=tmp_path, capture_output=True
        )
        assert done.returncode == 0, done.stdout.decode("latin-1")[-2000:]
    too_wide = [
        float(points)
        for points in re.findall(r"Overfull \\hbox \(([0-9.]+)pt", (tmp_path / "report.log").read_text("latin-1"))
    ]
    assert [points for points in too_wide if points > 6] == []  # 2 mm


def test_an_organisations_own_template_and_words(tmp_path):
    (tmp_path / "own.j2").write_text(
        "<h1>ACME: {{ title }}</h1>{% for s in report.sections %}{% for t in s.tables %}{{ t.html | safe }}{% endfor %}{% endfor %}"
    )
    (tmp_path / "words.json").write_text('{"Retained": "Ours", "Ceded": "Theirs <now>"}')
    done = run(
        "report", FIRST, "-o", tmp_path / "out", "--template", tmp_path / "own.j2", "--words", tmp_path / "words.json"
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "report.html").read_text()
    assert (
        page.startswith("<h1>ACME: Fine-tune")
        and ">Ours<" in page
        and "Theirs &lt;now&gt;" in page
        and ">Retained<" not in page
    )
    texts = {ending: (tmp_path / "out" / f"report.{ending}").read_text() for ending in ("md", "tex")}
    assert "| Ours |" in texts["md"] and "| Retained |" not in texts["md"] and "Ours" in texts["tex"]
    assert ",Ours," in (tmp_path / "out" / "tables" / "placement.csv").read_text()
    layers = json.loads((tmp_path / "out" / "decision.json").read_text())["layers"]
    assert {row["placement"] for row in layers} <= {"Retained", "Delegated", "Ceded", "Absent"}


def test_a_report_in_another_currency(tmp_path):
    (tmp_path / "euros.json").write_text(in_euros(FIRST.read_text()))
    done = run("report", tmp_path / "euros.json", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "out" / "report.md").read_text()
    assert (
        "160,00\u00a0€ a month" in text and "4,35 ÷ U" in text and "1 EUR = 1,25 USD (assumed)" in text
    )  # $200; 5.436 ÷ U
    assert "160.00" in (tmp_path / "out" / "tables" / "costs.csv").read_text()
    drawing = (tmp_path / "out" / "charts" / "cost.svg").read_text()
    assert "EUR per accepted answer" in drawing and "€" in drawing and "$" not in drawing
    assert json.loads((tmp_path / "out" / "decision.json").read_text())["paths"][2]["usd_per_month"] == 200


def test_an_own_template_extends_ours_and_includes_what_lies_beside_it(tmp_path, reported):
    done = run(
        "report",
        FIRST,
        "-o",
        tmp_path / "out",
        "--template",
        ROOT / "examples" / "template" / "acme.html.j2",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    page, plain = (tmp_path / "out" / "report.html").read_text(), (reported / "report.html").read_text()
    assert "<title>ACME Procurement: Fine-tune economics" in page
    assert "h1, h2 { color: #7a1f1f; }" in page and "--ink: #1b1f24" in page  # both style sheets
    assert page.index('<path fill="#b03030"') < page.index("<h1>") < page.index("</footer>") < page.index("</main>")
    assert page.count("Prices were checked against our contracts database.") == 1
    assert [f'data-table="{id}"' in page for id in ("placement", "costs", "sources")] == [True] * 3
    assert page.count("<svg") == plain.count("<svg") + 1
    assert page.count("<script") == plain.count("<script")


def test_the_blocks_and_variables_of_the_page_are_documented():
    template = (Path(pages.__file__).with_name("page") / "template.html.j2").read_text()
    documented = (ROOT / "docs" / "templates.md").read_text()
    assert set(re.findall(r"{% block (\w+)", template)) == set(
        re.findall(r"^\| `(\w+)` \|", documented.split("Variables.")[0], re.MULTILINE)
    )
    used = set(re.findall(r"{{ (\w+)", template)) - {"section", "table", "words", "loop", "figure", "name"}
    assert used <= set(re.findall(r"`(\w+)`", documented.split("Variables.")[1]))


def test_bad_templates_and_words_are_refused(tmp_path):
    (tmp_path / "bad.j2").write_text("{% for")
    (tmp_path / "absent.j2").write_text("{% include 'nowhere.css' %}")
    (tmp_path / "fails.j2").write_text("{{ 1 / 0 }}")
    (tmp_path / "latin.css").write_bytes(b"\xe4")
    (tmp_path / "latin.j2").write_text("{% include 'latin.css' %}")
    (tmp_path / "missing.j2").write_text("{{ nothing_of_that_name }}")
    (tmp_path / "bad.json").write_text('{"Kept": 1}')
    for option, file, id in (
        ("--template", "bad.j2", "bad-template"),
        ("--template", "missing.j2", "bad-template"),
        ("--template", "absent.j2", "bad-template"),
        ("--template", "fails.j2", "bad-template"),
        ("--template", "latin.j2", "bad-template"),
        ("--template", "none.j2", "unreadable-file"),
        ("--words", "bad.json", "unknown-key"),
        ("--words", "none.json", "unreadable-file"),
    ):
        done = run("report", FIRST, "-o", tmp_path / "out", option, tmp_path / file)
        assert done.returncode == 2 and f"[{id}]" in done.stderr and "Traceback" not in done.stderr
        assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_device_is_status_2():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "costmodel", "decide", FIRST], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2


def test_nothing_is_half_written(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.md").mkdir()  # cannot be replaced by a file
    done = run("report", FIRST, "-o", tmp_path / "out")
    assert done.returncode == 2 and "[unwritable-file]" in done.stderr
    assert [file for file in (tmp_path / "out").rglob("*") if file.is_file()] == []


@pytest.mark.parametrize("room", [1_000, 100_000])
def test_a_full_disk_leaves_nothing_behind(tmp_path, room):
    """No file may grow beyond `room` bytes: what a full disk does to whoever writes more than is free."""
    import resource
    import signal

    def small_disk():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails instead
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = run("report", FIRST, "-o", tmp_path / "out", preexec_fn=small_disk)
    assert done.returncode == 2 and "[unwritable-file]" in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_new_writes_a_scenario_and_prints_its_table(tmp_path):
    file = tmp_path / "mine.json"
    done = run("new", "-o", file, "--demand", "50000", "--title", 'Ours "or" theirs')
    assert done.returncode == 0, done.stderr
    assert "$/accepted answer" in done.stdout and "Layer placement" in done.stdout
    scenario = cm.load(file)
    assert scenario.demand_accepted_answers_per_month == 50000 and scenario.title == 'Ours "or" theirs'
    assert file.read_text().count("//") >= 8
    again = run("new", "-o", file)
    assert again.returncode == 2 and "[file-exists]" in again.stderr
    bad = run("new", "-o", tmp_path / "bad.json", "--demand", "many")
    assert bad.returncode == 2 and not (tmp_path / "bad.json").exists()


def test_tables_go_where_data_frames_are(fine_tune):
    import duckdb
    import pandas
    import polars
    import pyarrow

    table = cm.cost(fine_tune)
    rows = table.to_dicts()
    costs = [row["usd_per_month"] for row in rows]
    assert pyarrow.table(table)["usd_per_month"].to_pylist() == costs
    assert polars.DataFrame(table)["usd_per_month"].to_list() == costs
    column = pandas.DataFrame.from_arrow(table)["usd_per_month"]  # no number is NaN there
    assert [None if missing else cost for cost, missing in zip(column, column.isna(), strict=True)] == costs
    stream = pyarrow.RecordBatchReader.from_stream(table)  # noqa: F841  DuckDB finds it by its name
    assert duckdb.sql("select sum(usd_per_month) from stream").fetchall()[0][0] == pytest.approx(
        sum(filter(None, costs))
    )


def test_a_great_table_shows_what_the_table_shows(fine_tune):
    html = cm.cost(fine_tune).to_great_table().as_raw_html()
    assert "$/1M output tokens" in html and "5.44 ÷ U" in html
