"""The files of a report's page: its template, style and scripts, and the library as WebAssembly.

The engine is here where Emscripten was there when the package was built (`make web`); without it pages are static.
page.js says what it looks for in a page. `costmodel.pages` puts them together.
"""
