"""HTML from strangers: nothing in it runs, loads or reaches out; its words are all there."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.channels.html import clean, to_text

ON = ["onerror", "onload", "onclick", "onmouseover", "onfocus", "onanimationstart", "ontoggle", "onpointerenter"]
CALL = "alert(1)"

VECTORS = [
    # scripts, in every spelling that a browser forgives
    f"<script>{CALL}</script>",
    f"<ScRiPt>{CALL}</sCrIpT>",
    f"<script/src=//x.example/x.js>{CALL}",
    f"<script\n>{CALL}</script\n>",
    f"<script\x00>{CALL}</script>",
    f"<<script>{CALL}//<</script>",
    f"<scr<script>ipt>{CALL}</scr</script>ipt>",
    f"<script>{CALL}</script",
    f"</script><script>{CALL}",
    "<script type=module src=https://x.example/x.mjs></script>",
    f"<noscript><p title='</noscript><script>{CALL}</script>'>",
    # handlers
    *(f"<img src=x {on}={CALL}>" for on in ON),
    *(f"<img src=x {on}\n=\n{CALL}>" for on in ON),
    *(f"<p/{on}={CALL}//>" for on in ON),
    f"<img src=`x`onerror={CALL}>",
    f"<img src='x'onerror='{CALL}'>",
    f'<img src="x" OnErRoR="{CALL}">',
    f"<img\x0conerror={CALL} src=x>",
    f"<body onload={CALL}>",
    f"<details open ontoggle={CALL}>",
    f"<video><source onerror={CALL}></video>",
    f"<audio src=x onerror={CALL}>",
    f"<input autofocus onfocus={CALL}>",
    f"<marquee onstart={CALL}>",
    f"<a href=# onclick={CALL}>x</a>",
    f"<div style=animation-name:x onanimationstart={CALL}>",
    # addresses that are programs
    f"<a href=javascript:{CALL}>x</a>",
    f"<a href=' javascript:{CALL}'>x</a>",
    f"<a href='java\tscript:{CALL}'>x</a>",
    f"<a href='java\nscript:{CALL}'>x</a>",
    f"<a href='&#106;avascript:{CALL}'>x</a>",
    f"<a href='&#x6A&#x61vascript:{CALL}'>x</a>",
    f"<a href='\x01javascript:{CALL}'>x</a>",
    f"<a href='JaVaScRiPt:{CALL}'>x</a>",
    f"<a href=vbscript:{CALL}>x</a>",
    f"<a href='data:text/html,<script>{CALL}</script>'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    f"<a href='feed:javascript:{CALL}'>x</a>",
    f"<a href='view-source:javascript:{CALL}'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='blob:https://x.example/1'>x</a>",
    f"<form action=javascript:{CALL}><button>x</button></form>",
    f"<button formaction=javascript:{CALL}>x</button>",
    f"<iframe src=javascript:{CALL}></iframe>",
    f"<iframe srcdoc='<script>{CALL}</script>'></iframe>",
    f"<object data=javascript:{CALL}></object>",
    f"<embed src=javascript:{CALL}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    "<meta http-equiv=refresh content='0;url=https://x.example'>",
    f"<base href=javascript:{CALL}//>",
    "<link rel=stylesheet href=https://x.example/x.css>",
    f"<img src=javascript:{CALL}>",
    f"<img srcset='javascript:{CALL} 1x'>",
    f"<table background=javascript:{CALL}>",
    f"<body background=javascript:{CALL}>",
    f"<isindex action=javascript:{CALL} type=image>",
    f"<math><maction actiontype=statusline xlink:href=javascript:{CALL}>x</maction></math>",
    f"<math href=javascript:{CALL}>x</math>",
    # other name spaces and changing parsers
    f"<svg onload={CALL}>",
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><a xlink:href=javascript:{CALL}><text>x</text></a></svg>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    f"<svg><set attributeName=href to=javascript:{CALL}>",
    f"<svg><use href='data:image/svg+xml,<svg id=x onload={CALL}></svg>#x'></use></svg>",
    f"<svg><foreignObject><iframe onload={CALL}></iframe></foreignObject></svg>",
    f"<svg></p><style><a id='</style><img src=1 onerror={CALL}>'>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={CALL}&gt;'>",
    f"<math><mi><mglyph><svg><mtext><style><path id='</style><img onerror={CALL} src=1>'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={CALL}>",
    f"<noembed><img title='</noembed><img src onerror={CALL}>'></noembed>",
    f"<xmp><p title='</xmp><img src=x onerror={CALL}>'></xmp>",
    f"<textarea><p title='</textarea><img src=x onerror={CALL}>'></textarea>",
    f"<title><p title='</title><img src=x onerror={CALL}>'></title>",
    f"<template><img src=x onerror={CALL}></template>",
    f"<select><template><img src=x onerror={CALL}></template></select>",
    f"<plaintext><img src=x onerror={CALL}>",
    f"<listing>&lt;img src=x onerror={CALL}&gt;</listing>",
    f"<!--><img src=x onerror={CALL}>-->",
    f"<!--<img src='--><img src=x onerror={CALL}//'>",
    f"<![CDATA[<img src=x onerror={CALL}>]]>",
    f"<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>{CALL}</x:script>",
    f"<![if !IE]><script>{CALL}</script><![endif]>",
    f"<xss id=x tabindex=1 onfocus={CALL}></xss>",
    f'<p title="</p><img src=x onerror={CALL}>">x</p>',
    f"<table><td background='x' onmouseover={CALL}>",
    # styles
    f"<p style='background:url(javascript:{CALL})'>x</p>",
    "<p style='background-image:url(https://x.example/open.gif)'>x</p>",
    "<p style='color:url(https://x.example/open.gif)'>x</p>",
    "<p style='list-style:url(https://x.example/open.gif)'>x</p>",
    "<p style='border:image-set(\"https://x.example/a.gif\" 1x)'>x</p>",
    f"<p style='width:expression({CALL})'>x</p>",
    f"<p style='color:ex/**/pression({CALL})'>x</p>",
    "<p style='color:\\75\\72\\6c(https://x.example/open.gif)'>x</p>",
    "<p style='behavior:url(x.htc)'>x</p>",
    "<p style='-moz-binding:url(x.xml)'>x</p>",
    "<p style='position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:9999'>x</p>",
    "<style>@import 'https://x.example/x.css';</style>",
    "<style>*{background:url(https://x.example/open.gif)}</style>",
    "<p style='font-family:\"};@import url(//x.example)'>x</p>",
    # things that load or lead elsewhere
    "<img src=https://x.example/open.gif>",
    "<img src=//x.example/open.gif>",
    "<img src=/conversations/17/delete>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<img lowsrc=https://x.example/open.gif dynsrc=https://x.example/x>",
    "<input type=image src=https://x.example/open.gif>",
    "<video poster=https://x.example/open.gif src=https://x.example/x.mp4></video>",
    "<audio src=https://x.example/x.mp3 autoplay></audio>",
    "<picture><source srcset=https://x.example/open.gif></picture>",
    "<link rel=prefetch href=https://x.example/x>",
    "<link rel=dns-prefetch href=//x.example>",
    "<a ping=https://x.example/ping href=https://x.example>x</a>",
    "<blockquote cite=https://x.example>x</blockquote>",
    "<table background=https://x.example/open.gif><tr><td>x</table>",
    "<form action=https://x.example><input name=password type=password></form>",
    "<frameset><frame src=https://x.example></frameset>",
    "<applet code=x.class codebase=https://x.example></applet>",
    "<bgsound src=https://x.example/x.mid>",
    "<portal src=https://x.example></portal>",
    # names that would stand in for ours
    "<p id=reply-form>x</p>",
    "<a name=csrf>x</a>",
    "<img name=getElementById>",
    "<p class=htmx-request hx-get=/conversations/17 hx-trigger=load>x</p>",
    "<p data-hx-get=/conversations/17>x</p>",
    "<a href=https://x.example target=_top>x</a>",
]

ALLOWED = {
    "a": {"href", "rel"},
    "font": {"color"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "valign"},
    "th": {"colspan", "rowspan", "valign"},
}
EVERYWHERE = {"align", "dir", "lang", "style", "title"}
FORBIDDEN = {
    *("script", "style", "iframe", "object", "embed", "form", "input", "button", "svg", "math", "meta", "link", "base"),
    *("template", "noscript", "video", "audio", "source", "picture", "frame", "frameset", "applet", "marquee", "title"),
    *("textarea", "select", "portal", "body", "html", "head", "xmp", "plaintext", "noembed", "bgsound", "details"),
}


class Page(HTMLParser):
    """What a browser would find in a cleaned page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.dangers: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in FORBIDDEN:
            self.dangers.append(f"<{tag}>")
        for name, value in attrs:
            value = value or ""
            if name not in EVERYWHERE | ALLOWED.get(tag, set()):
                self.dangers.append(f"{tag} {name}={value}")
            if name == "href" and not re.match(r"(https?|mailto|tel|cid):", value):
                self.dangers.append(f"{tag} leads to {value}")
            if name == "src" and not value.startswith("cid:"):
                self.dangers.append(f"{tag} loads {value}")
            if name == "style" and re.search(r"url|expression|@|\\|position|behavior|image", value, re.IGNORECASE):
                self.dangers.append(f"style {value}")

    def handle_comment(self, words):
        self.dangers.append(f"comment {words}")

    def handle_decl(self, words):
        self.dangers.append(f"declaration {words}")

    unknown_decl = handle_pi = handle_decl


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_dangerous_is_left(vector):
    assert Page(clean(vector)).dangers == []
    assert Page(clean(f"<div>{vector}</div><p>{vector}{vector}")).dangers == []


@pytest.mark.parametrize("vector", VECTORS)
def test_cleaning_twice_changes_nothing(vector):
    once = clean(vector)
    assert clean(once) == once


def test_the_test_itself_sees_danger():
    seen = [vector for vector in VECTORS if Page(vector).dangers]
    assert len(seen) > 0.85 * len(VECTORS)


PIECES = st.sampled_from(
    [
        *VECTORS,
        "<",
        ">",
        "'",
        '"',
        "=",
        "/",
        "<!--",
        "-->",
        "<p ",
        "</p>",
        "<table>",
        "<svg>",
        "<math>",
        "<style>",
        "&lt;",
        "\0",
    ]
)


@given(st.lists(PIECES, min_size=2, max_size=6))
@settings(max_examples=400, deadline=None)
def test_no_mixture_of_vectors_gets_through(pieces):
    assert Page(clean("".join(pieces))).dangers == []


def test_what_people_write_stays():
    page = (
        '<p style="color:rgb(200, 0, 0)">It is <b>still</b> broken. <a href="https://home.example/photo">Photo</a></p>'
    )
    kept = clean(page)
    assert "<b>still</b>" in kept
    assert 'href="https://home.example/photo"' in kept
    assert "rgb(200, 0, 0)" in kept
    assert 'rel="noopener noreferrer nofollow"' in kept


def test_pictures_that_came_along_are_kept():
    assert clean('<img src="cid:photo1" alt="the lamp">') == '<img src="cid:photo1" alt="the lamp">'


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two", "One\nTwo"),
        ("<ul><li>One<li>Two</ul>", "* One\n* Two"),
        ("<table><tr><td>Order<td>HL-4471<tr><td>Paid<td>yes</table>", "Order HL-4471\nPaid yes"),
        ("5 &lt; 6 &amp; 7 &#8364;", "5 < 6 & 7 €"),
        ("<style>p{}</style><title>x</title><p>Hello", "Hello"),
        ("<div hidden>secret</div>Hello", "secret\nHello"),
        ("", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_page_becomes_text(page, text):
    assert to_text(page) == text


def test_words_on_a_page_that_is_too_crooked_to_lay_out_are_not_lost():
    assert "where is my money" in to_text("<div>" * 300 + "where is my money")


def test_a_wide_cell_does_not_widen_every_row():
    page = "<table>" + "<tr><td>x</td></tr>" * 500 + f"<tr><td>{'y' * 10_000}</td></tr></table>"
    assert len(to_text(page)) < 20_000
