#!/usr/bin/env python3
"""Puts the engine's code, compressed, into its script: one file that a page can hold.

usage: pack.py SCRIPT WASM OUTPUT
"""

from __future__ import annotations

import base64
import gzip
import sys
from pathlib import Path

# What Emscripten wrote takes the code as `wasmBinary`; browsers and Node undo gzip themselves.
STARTED = """
costmodelEngine = (start => async () => {
  const packed = Uint8Array.from(atob("%s"), character => character.charCodeAt(0));
  const code = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
  return start({ wasmBinary: await code.arrayBuffer() });
})(costmodelEngine);
if (typeof module === "object") module.exports = costmodelEngine;
"""


def main() -> None:
    script, wasm, output = map(Path, sys.argv[1:])
    packed = gzip.compress(wasm.read_bytes(), 9, mtime=0)  # the same bytes for the same code
    output.write_text(script.read_text("utf-8") + STARTED % base64.b64encode(packed).decode(), "utf-8")


if __name__ == "__main__":
    main()
