"""Everything shows itself: as a table in Jupyter, in words in a terminal."""

import json

import costmodel as cm
import pytest

SHOWN = {
    "scenario": lambda s: s,
    "paths": lambda s: s.paths,
    "path": lambda s: s.paths["cmi"],
    "pricing": lambda s: s.paths["cmi"].pricing,
    "input": lambda s: s.inputs[0],
    "costs": cm.cost,
    "cost of a path": lambda s: cm.cost(s)["cmi"],
    "crossovers": cm.crossover,
    "crossover": lambda s: cm.crossover(s)[0],
    "decision": cm.decide,
    "bands": lambda s: cm.decide(s).bands,
    "winners": cm.winners,
    "map": lambda s: cm.winner_map(s, "demand", "acceptance of spark_llama", columns=8),
    "winning values": lambda s: cm.winning_values(s, "cmi", "demand"),
    "spread": lambda s: cm.crossover_spread(s, "spark_llama", "cmi", draws=256),
    "risk": lambda s: cm.billing_risk(s, "cmi"),
    "uncertainty": lambda s: cm.uncertainty(s, draws=256),
}


@pytest.mark.parametrize("what", SHOWN)
def test_it_shows_itself(fine_tune, what):
    shown = SHOWN[what](fine_tune)
    assert "<table" in shown._repr_html_() and "<table" not in repr(shown)
    assert any(id in shown._repr_html_() for id in (*fine_tune.paths, "bedrock_example", "730"))


def test_a_map_is_read_in_a_terminal_as_in_jupyter(fine_tune):
    area = SHOWN["map"](fine_tune)
    assert "Borders between winners" in repr(area) and "Borders between winners" in area._repr_html_()


def test_names_stay_text(fine_tune):
    given = json.loads(fine_tune.to_json())
    given["paths"][4]["name"] = "<script>alert(1)</script>"
    hostile = cm.loads(json.dumps(given))
    for shown in (hostile, hostile.paths, hostile.paths["cmi"], cm.cost(hostile)["cmi"]):
        assert "<script" not in shown._repr_html_()


def test_sliders_have_words_and_tables_where_no_widget_can_be(fine_tune):
    pytest.importorskip("ipywidgets")
    bundle = cm.explore(fine_tune)._repr_mimebundle_()
    assert set(bundle) >= {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert "<table" in bundle["text/html"] and "$/accepted answer" in bundle["text/plain"]
