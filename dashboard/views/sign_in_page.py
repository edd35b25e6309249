"""The pages of sign-in: one message, and a link or a button. They have one style and no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dashboard import foreign_text
from dashboard.views.share.policy import framed_by, policy_of
from dashboard.views.theme import PALETTE

_SCHEMES: Final = (":root{color-scheme:light dark;", "@media(prefers-color-scheme:dark){:root{")
_TOKENS: Final = ("page", "ink", "primary", "onprimary", "running")
_STYLE: Final = (
    _SCHEMES[0]
    + ";".join(f"--{name}:{PALETTE[name].light}" for name in _TOKENS)
    + "}"
    + _SCHEMES[1]
    + ";".join(f"--{name}:{PALETTE[name].dark}" for name in _TOKENS)
    + "}}body{font:15px/1.5 Inter,system-ui,sans-serif;color:var(--ink);background:var(--page);"
    "max-width:32rem;margin:15vh auto;padding:0 24px}"
    ".brand{font-weight:600;margin:0 0 32px}"
    "h1{font-size:26px;line-height:1.25;font-weight:600;margin:0 0 8px}"
    "p{margin:0 0 24px;overflow-wrap:anywhere}"
    ".go{display:inline-block;font:inherit;font-weight:600;color:var(--onprimary);"
    "background:var(--primary);border:0;border-radius:4px;padding:8px 16px;text-decoration:none;"
    "cursor:pointer}.go:focus-visible{outline:2px solid var(--running);outline-offset:2px}"
)
_PAGE: Final = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>{title} · Sync desk</title>\n<style>{style}</style>\n</head>\n"
    '<body>\n<main>\n<p class="brand">Sync desk</p>\n<h1>{title}</h1>\n<p>{text}</p>\n'
    "{action}</main>\n</body>\n</html>\n"
)
_LINK: Final = '<a class="go" href="{href}">{label}</a>\n'
_FORM: Final = '<form method="post" action="{href}"><button class="go">{label}</button></form>\n'
PAGE_POLICY: Final = framed_by(policy_of(_STYLE)).replace("form-action 'none'", "form-action 'self'")
"""The policy of these pages. A form is sent to the dashboard only."""


@dataclass(frozen=True)
class SignInPage:
    """A page of one message. `label` and `href`: where to go on; `posts`: by a form instead of a link."""

    title: str
    text: str
    label: str = ""
    href: str = ""
    posts: bool = False

    @property
    def html(self) -> str:
        """The page. All its texts are escaped, since they may quote the provider."""
        form = _FORM if self.posts else _LINK
        href, label = foreign_text.attribute(self.href), foreign_text.html(self.label)
        action = form.format(href=href, label=label) if self.label else ""
        title, text = foreign_text.html(self.title), foreign_text.html(self.text)
        return _PAGE.format(title=title, text=text, style=_STYLE, action=action)
