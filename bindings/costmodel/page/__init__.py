"""What lets a report's page answer back: sliders, and the library itself as WebAssembly.

The engine is in the package where Emscripten was there when the package was built (`make web`). Without it, `scripts`
gives nothing and a page is static. page.js says what it looks for in a page.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..scenario import Scenario

CONTROLS = """<section id="costmodel-controls" class="costmodel-controls" aria-labelledby="costmodel-what-if" hidden>
<h2 id="costmodel-what-if">What would change the answer?</h2>
</section>
"""


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def engine() -> str | None:
    """The library as one script; None where the package was built without it."""
    try:
        return _text("engine.js")
    except FileNotFoundError:
        return None


def style() -> str:
    """CSS of the sliders; colours are the page's own, --ink, --soft, --hair, --page and --shade."""
    return _text("page.css")


def scripts(scenario: Scenario) -> str:
    """Script elements with the scenario, the engine and what moves the page, for the end of its body; empty without an
    engine. Nothing in a scenario ends an element early: each "<" in it is written as an escape."""
    code = engine()
    if code is None:
        return ""
    data = scenario.to_json().replace("<", "\\u003c")
    return "\n".join([
        f'<script type="application/json" id="costmodel-scenario">{data}</script>',
        f'<script id="costmodel-engine">{code}</script>',
        f"<script>{_text('page.js')}</script>",
        "",
    ])
