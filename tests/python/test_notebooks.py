"""Every notebook runs from a clean copy, says what it should, and is committed without outputs.

The executed notebooks go to build/notebooks/ as HTML, to be looked at.
"""

import re
import shutil
from pathlib import Path

import nbclient
import nbformat
import pytest
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# What a reader must find in the outputs, besides what the notebook says itself. [lab] Fine-tune economics, Layer2C
# Labs, 2026-07-01, https://labs.layer2c.com/labs/fine-tune-economics
SAYS = {
    "01_own_the_weights": [
        "19.7 % of the box",  # [lab] ~20 %
        "12.3 % of the box",  # [lab] ~12 %
        "0.214 % of the box",  # the same with requests at random
        "5.44 ÷ U",
        "3.40 ÷ U",
        "20.8 ÷ duty",  # [lab] 5.4 ÷ U, 3.4 ÷ U, ~20.8 ÷ duty
        "spark_llama stays dearer than bedrock_base",  # [lab] the Spark loses to commodity tokens
        "3.43 % of the month and bills 76.5 %",
        "dropped   break-even $0.0159",
        "fallback  break-even $0.0344",
        "70%, 95 % interval 52% to 84%",
        "Chosen: spark_llama",
        "Chosen: adapter",  # an adapter of one's own by the token, outside the lab's comparison
        "The price of the box buys 2.91 % of the month.",
        "27.1 % of the box",  # at the import's price of September 2026
    ],
    "02_how_sure": [
        "On what is known now: spark_llama, right with a probability of",
        "bar 0.50: spark_llama",
        "more answers of bedrock_base",
        "bedrock_base becomes the winner at an acceptance of 0.50; now it has 0.47",
        "Sobol indices",
    ],
    "04_home_supercomputer": [
        "Price by price: 2,684 hours. Over a life of 36 months that is 17.2 a week:",  # the article prints 2,685 hours
        "With power, lost hours and storage the line lies at",
        "2,052 hours, price by price",
    ],
    "08_a_unit_under_load": [
        "97% of the capacity: 76.8% wait, 6.83 s on average, 38.6 s at p99",
        "2 units keep it, $1,460 a month more than without",
        "a line each: 9 units",
        "one line: 7 units",
        "two kinds: 1.7 s in line on average",
    ],
    "05_where_the_judge_runs": [
        "score on spark: $113.51 a month\n    an iteration takes 45 minutes",
        "score on mac_studio: $187.12 a month\n    an iteration takes 15 minutes",
        "the box would be the cheaper judge above 224 iterations a month",
        "no cloud judge matched the 122B",
        "Chosen: mac_studio_m3_ultra",
    ],
    "10_several_calls": [
        # 25,000 attempts × (1,500 × 1.25 + 800 × 10) ÷ 1e6
        "the rule on model families costs $246.88 a month: without it pipeline:box+box would do",
        "write on cloud: 25,000 calls, $246.88 a month",
        "judge on box: 75,000 calls, $111.08 a month, 24% of one unit",  # 3,999 ÷ 36; 8.25 s a call
        "independent: 84% accepted, $202.86 a month",
        "a dropped request costs more than $0.0006",
    ],
    "03_evidence": [
        "machines.csv: SkyPilot catalogue, 3 of 3 read",
        "concurrency = requests per second × seconds per request (Little's law)",
        "both 37, hosted alone 8, box alone 3, neither 11",
        "142,804 accepted answers a month",
        "16 numbers stand in their files as they are used",
        "evidence/prices.json",
        "a035c5cdfded2aca8a3ec9219740c8653dbd82a98f15d84221b3ff6730daee02",  # sha256sum examples/evidence/bill.csv
        "unused commitment",
        "was paid for a thousand accepted answers; the model says $1.28.",
    ],
}
PLOTS = {"01_own_the_weights": 3, "02_how_sure": 3, "03_evidence": 3, "09_three_years": 1}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda file: file.stem)
def notebook(request):
    return request.param


@pytest.fixture(scope="module")
def executed(notebook, tmp_path_factory):
    folder = tmp_path_factory.mktemp("executed")
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / "notebooks").mkdir()
    copy = nbformat.read(notebook, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MPLBACKEND", raising=False)  # or the plots would not be in the outputs
        nbclient.NotebookClient(
            copy, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder / "notebooks")}}
        ).execute()
    # Without MathJax, which would be fetched, and takes two dollars in a line for a formula.
    page, _ = HTMLExporter(mathjax_url="", require_js_url="").from_notebook_node(copy)
    html = ROOT / "build" / "notebooks" / f"{notebook.stem}.html"
    html.parent.mkdir(parents=True, exist_ok=True)
    html.write_text(page, encoding="utf-8")
    return copy


def outputs(executed):
    return [output for cell in executed.cells for output in cell.get("outputs", ())]


def test_it_runs_and_says_what_it_should(notebook, executed):
    text = "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs(executed))
    assert [words for words in SAYS.get(notebook.stem, ()) if words not in text] == []
    assert not [output for output in outputs(executed) if output.get("name") == "stderr"]


def test_plots_and_tables_are_shown(notebook, executed):
    shown = [output.get("data", {}) for output in outputs(executed)]
    assert sum("image/svg+xml" in data for data in shown) == PLOTS.get(notebook.stem, 0)
    assert any("<table" in data.get("text/html", "") for data in shown)


def test_the_repository_holds_no_outputs(notebook):
    stored = nbformat.read(notebook, as_version=4)
    nbformat.validate(stored)
    for cell in stored.cells:
        assert not cell.metadata
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
    assert set(stored.metadata) == {"kernelspec", "language_info"}
    assert stored.metadata.language_info == {"name": "python"}


def test_dollars_are_not_mathematics(notebook):
    # Two of them in a paragraph, and what is between is set as a formula.
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert [part for part in re.split(r"\n\s*\n", cell.source) if part.count("$") > 1] == []
