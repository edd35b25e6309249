"""Name the files that a page will need, so that the browser loads them while it starts Streamlit.

Streamlit's page names its own start-up scripts only. Those of the elements are asked for when the first
element of a kind arrives, each after a round trip. Which files an element needs is in the manifest that
Streamlit's build leaves beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from streamlit import file_util

_ON_EVERY_PAGE: Final = ("BidiComponent", "Html", "TextInput", "Button")
_ELEMENTS: Final = {
    "history": ("DataFrame", "ButtonGroup", "DateInput"),
    "share": ("ButtonGroup", "Checkbox", "TextArea"),
}
"""The elements of each page, as Streamlit's build names their scripts.

Without charts: plotly's script takes the browser so long to run that, loaded sooner, it would run before the
page's text is drawn.
"""
_TAGS: Final = {
    ".js": '<link rel="modulepreload" crossorigin href="./{}">',
    ".css": '<link rel="preload" as="style" crossorigin href="./{}">',
}
_STREAMLITS_FONT: Final = re.compile(r'<link\s+rel="preload"\s[^>]*\bas="font"[^>]*>')
_OUR_FONT: Final = (
    '<link rel="preload" href="./app/static/inter.woff2" as="font" type="font/woff2" crossorigin>'
)

_STREAMLITS_ICON: Final = "./favicon.png"
_OUR_ICON: Final = "./app/static/icon.png"

Manifest = Mapping[str, Mapping[str, Any]]


def add_to(html: str, page: str) -> str:
    """Add a `<link>` for each file that `page` will need and that `html` does not name yet.

    Our font takes the place of Streamlit's, which no page of ours shows. So does our icon: given to
    `set_page_config`, Streamlit would read and decode it in every run.
    """
    tags = [_TAGS[Path(file).suffix].format(file) for file in files(page) if file not in html]
    html = _STREAMLITS_FONT.sub(_OUR_FONT, html, count=1).replace(_STREAMLITS_ICON, _OUR_ICON)
    return html.replace("</head>", "".join(f"  {tag}\n  " for tag in tags) + "</head>", 1)


def files(page: str) -> list[str]:
    """Return the files that the elements of a page need, each once; none where the build has no manifest."""
    manifest = _manifest()
    scripts = {entry["file"]: key for key, entry in manifest.items() if entry["file"].endswith(".js")}
    by_name = {Path(file).name.partition(".")[0]: key for file, key in scripts.items()}
    names = (*_ON_EVERY_PAGE, *_ELEMENTS.get(page, ()))
    keys = [by_name[name] for name in names if name in by_name]
    return list(dict.fromkeys(_needed(manifest, keys, set())))


def _manifest() -> Manifest:
    path = Path(file_util.get_static_dir(), "manifest.json")
    read: Manifest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return read


def _needed(manifest: Manifest, keys: Iterable[str], seen: set[str]) -> Iterator[str]:
    """Yield the files of these entries and of all that they import."""
    for key in keys:
        if key not in seen:
            seen.add(key)
            entry = manifest[key]
            yield from (entry["file"], *entry.get("css", ()))
            yield from _needed(manifest, entry.get("imports", ()), seen)
