"""Every price of the current LiteLLM map and of genai-prices' data, recomputed: nothing wrong, nothing silent.

    python tests/oracle/price_maps.py path/to/costmodel

downloads both wheels with pip into a temporary folder (nothing of them is shipped), has `costmodel prices` read them,
and holds each number that carries money against the file itself. It is not part of the test suite, which
downloads nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

TOKENS = {
    "input_cost_per_token": "input tokens",
    "cache_read_input_token_cost": "cached input tokens",
    "cache_creation_input_token_cost": "cache writes",
    "output_cost_per_token": "output tokens",
}
MONEY = ("cost", "price", "pricing", "fee", "multiplier", "uplift", "free_")


def wheel(name: str, folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", folder, name], check=True)
    return next(folder.glob(name.replace("-", "_") + "-*.whl"))


def read(command: str, file: Path) -> tuple[dict[str, dict], list[str], str]:
    """Prices by their place, the places of what is not read, and what was said of the rest."""
    done = subprocess.run([command, "prices", file, "--format", "json"], capture_output=True, text=True, check=True)
    result = json.loads(done.stdout)
    prices = {price["pointer"]: price for price in result["prices"]}
    return prices, [note["where"].split("#", 1)[1] for note in result["not_read"]], done.stderr


def leaves(value, pointer: str):
    """The numbers below a place that carry money by the name of some key on the way."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, pointer + "/" + key.replace("~", "~0").replace("/", "~1"))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from leaves(item, f"{pointer}/{i}")
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and value:
        yield pointer, value


def near(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * abs(b)


def says_the_same(entry: dict, path: list[str], number: float) -> bool:
    """Fields that repeat another one, and so add nothing."""
    key = path[0]
    if key == "output_cost_per_reasoning_token":
        return number == entry.get("output_cost_per_token")
    if key == "input_cost_per_token_cache_hit":
        return number == entry.get("cache_read_input_token_cost")
    if key == "tiered_pricing" and len(path) == 3:
        tier = entry[key][int(path[1])]
        if path[2] == "output_cost_per_reasoning_token":
            return number == tier.get("output_cost_per_token")
        return tier.get("range", [1])[0] == 0 and number == entry.get(path[2])
    if key in ("cost_per_second", "input_cost_per_second", "output_cost_per_second"):
        same = entry.get("output_cost_per_second", entry.get("input_cost_per_second"))
        return number == same
    return False


def check_litellm(command: str, file: Path) -> tuple[int, int, int]:
    prices, unread, _ = read(command, file)
    named = set(unread)
    checked = wrong = silent = 0
    priced = {pointer.split("/")[1] for pointer in prices}
    for model, entry in json.loads(file.read_text()).items():
        if model == "sample_spec":
            continue
        name = model.replace("~", "~0").replace("/", "~1")
        if name not in priced:  # refused as without a price: then it must have none
            if any(entry.get(key) is not None for key in TOKENS):
                silent += 1
                print("no price read:", model)
            continue
        for pointer, number in leaves(entry, ""):
            path = pointer.split("/")[1:]
            if not any(word in path[0] for word in MONEY) or path[0].startswith("supports") or path[-2:-1] == ["range"]:
                continue
            if any(part in ("weekdays", "range", "max_results_range") for part in path):
                continue
            checked += 1
            where = "/" + name + pointer
            if where in prices:
                price = prices[where]
                factor = {"request": 1, "h": 3600}.get(price["unit"][4:], 1e6)
                if not near(price["value"], number * factor):
                    wrong += 1
                    print("wrong:", where, price["value"], number)
                meter = next((m for key, m in TOKENS.items() if path[-1].startswith(key)), None)
                if meter and path[-1] != "input_cost_per_token_cache_hit" and price["meter"] != meter:
                    wrong += 1
                    print("wrong meter:", where, price["meter"])
            elif not any(n in named for n in prefixes(where)) and not says_the_same(entry, path, number):
                silent += 1
                print("silent:", where, number)
    return checked, wrong, silent


def prefixes(pointer: str):
    parts = pointer.split("/")
    for end in range(2, len(parts) + 1):
        yield "/".join(parts[:end])


def genai_json(folder: Path) -> Path:
    """genai-prices ships Python objects: as the JSON of its version 2."""
    target = folder / "genai"
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", target, "genai-prices"], check=True)
    script = """
import json, sys, dataclasses, datetime, decimal
from genai_prices.data import providers
def plain(x):
    if isinstance(x, decimal.Decimal): return float(x)
    if isinstance(x, (datetime.date, datetime.time)): return x.isoformat()
    if dataclasses.is_dataclass(x) or type(x).__module__.startswith("genai_prices"):
        return {n: plain(v) for n, v in vars(x).items() if v is not None and not n.startswith("_")}
    if isinstance(x, dict): return {k: plain(v) for k, v in x.items() if v is not None}
    if isinstance(x, (list, tuple)): return [plain(v) for v in x]
    return x
out = []
for p in providers:
    models = []
    for m in p.models:
        prices = m.prices
        prices = [plain(c) for c in prices] if isinstance(prices, list) else plain(prices)
        models.append({"id": m.id, "prices": prices})
    out.append({"id": p.id, "name": p.name, "api_pattern": p.api_pattern, "models": models})
json.dump(out, open(sys.argv[1], "w"))
"""
    file = folder / "genai.json"
    subprocess.run(
        [sys.executable, "-c", script, file], env={"PYTHONPATH": str(target), "PATH": "/usr/bin:/bin"}, check=True
    )
    return file


def check_genai(command: str, file: Path) -> tuple[int, int, int]:
    prices, unread, _ = read(command, file)
    named = set(unread)
    checked = wrong = silent = 0
    for i, provider in enumerate(json.loads(file.read_text())):
        for j, model in enumerate(provider["models"]):
            base = f"/{i}/models/{j}/prices"
            sets = {p.rsplit("/prices/", 1)[0] for p in prices if p.startswith(base + "/")}
            for pointer, number in leaves(model["prices"], ""):
                if pointer.endswith("/start") or "/constraint/" in pointer:
                    continue
                checked += 1
                where = base + pointer
                if where in prices:
                    factor = 1e-3 if "requests_kcount" in where else 1
                    if not near(prices[where]["value"], number * factor):
                        wrong += 1
                        print("wrong:", where, prices[where]["value"], number)
                elif not any(p in named for p in prefixes(where)) and where.rsplit("/prices/", 1)[0] in sets:
                    silent += 1  # a set without any price of tokens or requests is refused, by its place
                    print("silent:", where, number)
    return checked, wrong, silent


def main() -> int:
    command = sys.argv[1]
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(wheel("litellm", folder)) as packed:
            inside = next(n for n in packed.namelist() if n.endswith("model_prices_and_context_window_backup.json"))
            file = folder / "litellm.json"
            file.write_bytes(packed.read(inside))
        for title, (checked, wrong, silent) in (
            ("LiteLLM", check_litellm(command, file)),
            ("genai-prices", check_genai(command, genai_json(folder))),
        ):
            print(f"{title}: {checked} prices, {wrong} wrong, {silent} silent")
            failed += wrong + silent
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
