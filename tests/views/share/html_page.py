"""What a browser would make of a page: its elements, attributes and visible text."""

from __future__ import annotations

from html.parser import HTMLParser

WITHOUT_END = {"meta", "br", "use", "circle", "path", "rect", "link", "img"}


class Page(HTMLParser):
    """A parsed page. `tags`: each element's name; `attributes`: each (element, name, value)."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in WITHOUT_END:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in set(self._open) or {""}:
            self.texts.setdefault(tag, []).append(data)

    def text(self, tag: str) -> str:
        """Return the text inside all elements of a name."""
        return "".join(self.texts.get(tag, [])).strip()

    def values(self, name: str) -> list[str]:
        """Return the values of an attribute, of all elements."""
        return [value for _, found, value in self.attributes if found == name]

    def meta(self, name: str) -> list[tuple[str, str]]:
        """Return the (name, value) pairs that follow `http-equiv` or `name` of this value."""
        places = [at for at, (_, _, value) in enumerate(self.attributes) if value == name]
        return [self.attributes[at + 1][1:] for at in places]
