"""HTML from strangers: what of it may be shown in a frame of its own, and its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, Final
from urllib.parse import unquote

import nh3

from unruffled.channels.text import fit

Element = Any
"""An element of lxml, which has no types."""


PAGE_LIMIT: Final = 1_000_000
"""Characters of HTML that are looked at."""
MOST_TAGS: Final = 60_000
DEEPEST: Final = 150
"""Elements open at once: beyond that every cleaner's cost grows with the square, and no mail program shows it."""

LONGEST_ADDRESS: Final = 120
"""Characters of a link's address that are shown."""

_TAGS: Final = {
    *("a", "abbr", "address", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup"),
    *("dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong"),
    *("sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "wbr"),
}
_ATTRIBUTES: Final = {
    "*": {"align", "dir", "lang", "style", "title"},
    "a": {"href"},
    "font": {"color"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "valign"},
    "th": {"colspan", "rowspan", "valign"},
}
_STYLES: Final = {
    *("color", "background-color", "font-family", "font-size", "font-style", "font-weight", "line-height"),
    *("text-align", "text-decoration", "text-indent", "vertical-align", "white-space", "padding", "padding-left"),
    *("border", "border-collapse", "border-left", "margin-left"),
}
_GONE: Final = {
    *("script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "textarea", "select"),
}
_SNEAKY: Final = re.compile(r"[\\@{}<>]|/\*|\(|expression|javascript|behavior|binding", re.IGNORECASE)
_COLOUR: Final = re.compile(r"rgba?\([\d\s.,%]{1,40}\)", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})")
_MARKUP: Final = re.compile(r"<[^<>]{0,2000}>")
_BREAKING: Final = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]{0,2000}>", re.IGNORECASE)
_NEVER_OPEN: Final = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track"),
        *("wbr", "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option"),
    }
)
_UNWRITABLE: Final = re.compile("[\ufffe\uffff]")
_MANY_BREAKS: Final = re.compile(r"\n{3,}")
_QUOTING: Final = ("gmail_quote", "gmail_extra", "yahoo_quoted", "protonmail_quote", "zmail_extra")


def clean(page: str) -> str:
    """Return the HTML without anything that could run, load from elsewhere, or reach out of its frame.

    Links keep http, https, mailto and tel; pictures keep only `cid:` (RELIABILITY holes 7 and 20).
    """
    cleaned = nh3.clean(
        _bounded(page),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_GONE,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        attribute_filter=_harmless,
        filter_style_properties=_STYLES,
        strip_comments=True,
        link_rel="noopener noreferrer nofollow",
    )
    return _writable(cleaned)


def _writable(page: str) -> str:
    """Return a page whose signs a tree takes; `&#1;` is one that it reads, and refuses when it is written again."""
    return _UNWRITABLE.sub("\ufffd", fit(page))


@dataclass(frozen=True, slots=True)
class Framed:
    """A mail's page for a frame of its own; `left_out` is how many pictures from elsewhere were not loaded."""

    html: str
    left_out: int


def framed(page: str, *, pictures: Mapping[str, str]) -> Framed:
    """Return a cleaned page as it may stand in a frame: nothing leads out of it and nothing is loaded into it.

    `pictures` are addresses by content id of what came along. Links say where they lead and lead nowhere: whoever
    wants to go there can copy the address. A picture from elsewhere would tell its sender that the mail was read.
    """
    from lxml import html  # here: only HTML needs it, and it loads slowly

    tree = html.document_fromstring(f"<div>{clean(page)}</div>")
    left_out = sum(_placed(picture, pictures) for picture in list(tree.iter("img")))
    for link in list(tree.iter("a")):
        _named(link)
    body = tree.find("body")
    return Framed(html.tostring(tree if body is None else body[0], encoding="unicode"), left_out)


def _placed(picture: Element, pictures: Mapping[str, str]) -> int:
    """Give a picture that came along its address; of any other keep its words. Return how many were left out."""
    source = (picture.get("src") or "").strip()
    if found := pictures.get(unquote(source[4:]).strip("<>")) if source.lower().startswith("cid:") else None:
        picture.set("src", found)
        return 0
    words = (picture.get("alt") or "").strip()
    for name in list(picture.attrib):
        del picture.attrib[name]
    picture.tag = "span"
    picture.text = f"[{words}]" if words else ""
    return 1


def _named(link: Element) -> None:
    """Say where a link leads, where its words do not say it, and take the way away."""
    address = (link.get("href") or "").strip()
    said = (link.text_content() or "").strip()
    for name in list(link.attrib):
        del link.attrib[name]
    link.tag = "u"
    if address and address.removeprefix("mailto:").rstrip("/") not in said:
        link.tail = f" ({address[:LONGEST_ADDRESS]}{'…' if len(address) > LONGEST_ADDRESS else ''}){link.tail or ''}"


def to_text(page: str) -> str:
    """Return the text of a page as a person would read it; quoted mail in it is marked by ">" as in plain mail."""
    from lxml import html  # here: only HTML needs it, and it loads slowly

    bounded = _bounded(page)
    kept = {"*": {"class"}, "a": {"href"}}
    safe = _writable(nh3.clean(bounded, tags=_TAGS, attributes=kept, clean_content_tags=_GONE, strip_comments=True))
    if not safe.strip():
        return ""
    tree = html.document_fromstring(f"<div>{safe}</div>")
    _unfold_tables(tree)
    for quote in _quotes(tree):
        _mark(quote)
    text = _text_of(tree)
    return text if text.strip() and len(bounded) == len(page[:PAGE_LIMIT]) else _bare(page[:PAGE_LIMIT])


def _text_of(tree: Element) -> str:
    from inscriptis import Inscriptis

    lines = (line.strip() for line in Inscriptis(tree).get_text().split("\n"))
    return _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip("\n")


def _unfold_tables(tree: Element) -> None:
    """Turn tables into lines: mail uses them for layout, and drawing them pads every row to the widest."""
    for element in list(tree.iter("table", "tbody", "thead", "tfoot", "tr", "caption", "td", "th")):
        if element.tag in {"td", "th"}:
            element.tag = "span"
            element.tail = f" {element.tail or ''}"
        else:
            element.tag = "div"


def _quotes(tree: Element) -> list[Element]:
    """Return the outermost elements that hold what somebody else wrote."""
    found: list[Element] = []
    inside: set[Element] = set()
    for element in tree.iter():
        if element.getparent() in inside:
            inside.add(element)
        elif element.tag == "blockquote" or any(mark in (element.get("class") or "") for mark in _QUOTING):
            inside.add(element)
            found.append(element)
    return found


def _mark(quote: Element) -> None:
    lines = _text_of(quote).split("\n")
    quote.clear(keep_tail=True)
    quote.tag = "pre"
    quote.text = "\n" + "\n".join(f"> {line}" for line in lines) + "\n"


def _bounded(page: str) -> str:
    """Return as much of the page as can be cleaned in time that grows with its length only."""
    page = fit(page[:PAGE_LIMIT])
    unclosed: Counter[str] = Counter()
    depth = 0
    for count, tag in enumerate(_TAG.finditer(page)):
        name = tag[2].lower()
        if count > MOST_TAGS or depth > DEEPEST:
            return page[: tag.start()]
        if name in _NEVER_OPEN:
            continue
        step = 1 if not tag[1] else -min(1, unclosed[name])
        unclosed[name] += step
        depth += step
    return page


def _bare(page: str) -> str:
    """Return the words of a page that is too crooked to be laid out: its tags taken away."""
    lines = unescape(_MARKUP.sub(" ", _BREAKING.sub("\n", page))).split("\n")
    return _MANY_BREAKS.sub("\n\n", "\n".join(" ".join(line.split()) for line in lines)).strip()


def _harmless(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value if nothing in it can load or run, else None, which drops the attribute."""
    if name == "style":
        return None if _SNEAKY.search(_COLOUR.sub("", value)) else value
    if tag == "img" and name == "src":
        return value if value.strip().lower().startswith("cid:") else None
    return value
