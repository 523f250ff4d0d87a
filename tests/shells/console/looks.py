"""Every page of the console with real words in it, to be looked at without a database: `looks.py FOLDER [NAME …]`.

Takes pictures at 1440 x 900 and 390 x 844, light and dark, with Debian's Chromium.
"""

# ruff: noqa: E501 - what people say is longer than a line

import json
import os
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace as Rows

CHECKOUT = Path(__file__).parents[3]
STATIC = {
    "console": CHECKOUT / "src/unruffled/shells/console/static/console",
}


def main(folder: str, *only: str) -> None:
    """Render every look and take its pictures."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as site:
        for name, html in looks().items():
            if not only or name in only:
                Path(site, f"{name}.html").write_text(html)
        link_static(Path(site))
        with served(Path(site)) as address:
            take_pictures(address, out, sorted(path.stem for path in Path(site).glob("*.html")))


def take_pictures(address: str, out: Path, names: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for width, height in ((1440, 900), (390, 844)):
            for theme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
                page.on("console", lambda message: print(message.text) if message.type == "error" else None)
                for name in names:
                    page.goto(f"{address}/{name}.html")
                    page.evaluate("document.fonts.ready")
                    page.wait_for_timeout(650)
                    page.screenshot(path=out / f"{name}-{width}-{theme}.png")
                page.close()
        browser.close()


CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]


class served:  # noqa: N801 - reads as a sentence
    """Serve a folder at an address of its own for as long as the block runs."""

    def __init__(self, folder: Path) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Answers, directory=str(folder)))

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()


class Answers(SimpleHTTPRequestHandler):
    """Give out the files, and for every draft the same remark."""

    def do_POST(self) -> None:
        words = b"as soon as possible"
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = {"remarks": [REMARK] if words in body else [], "answered": [], "state": "Draft kept"}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def do_GET(self) -> None:
        if self.path == "/live":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


REMARK = {
    "id": "vague_promise",
    "level": "advice",
    "start": 93,
    "end": 112,
    "why": "No name, no time. Ana has waited on one promise already.",
    "try": "by 16:30 today, and I’ll ring you myself",
}


def link_static(site: Path) -> None:
    import django_htmx

    (site / "static").mkdir()
    (site / "static/console").symlink_to(STATIC["console"])
    (site / "static/django_htmx").symlink_to(Path(django_htmx.__file__).parent / "static/django_htmx")


def looks() -> dict[str, str]:
    """Return every look as HTML by name."""
    from django.conf import settings
    from django.template.loader import render_to_string

    settings.ROOT_URLCONF = "unruffled.shells.console.urls"  # the other shells are not needed to look at this one
    pages = {
        "conversation": ("conversations/page.html", conversation()),
        "conversation-first": ("conversations/page.html", first_message()),
        "conversation-letter": ("conversations/page.html", a_letter()),
        "conversation-closed": ("conversations/page.html", closed()),
        "conversation-german": ("conversations/page.html", in_german()),
        "conversation-safety": ("conversations/page.html", safety()),
        "inbox": ("inbox/page.html", inbox()),
        "inbox-empty": ("inbox/page.html", inbox_empty()),
        "search": ("searches/page.html", search()),
        "search-none": ("searches/page.html", search_none()),
        "start": ("conversations/new.html", start()),
        "sign-in": ("sessions/sign_in.html", sign_in()),
        "sign-in-wrong": ("sessions/sign_in.html", sign_in_wrong()),
        "invitation": ("invitations/page.html", invitation()),
        "settings-learning": ("settings/recalibration.html", learning(on=False)),
        "settings-learning-on": ("settings/recalibration.html", learning(on=True)),
        "settings-reader": ("settings/reader.html", history(stale=3120, conversations=8400)),
        "settings-reader-moves": ("settings/reader.html", history(goes_on=True, done=1200, total=3120)),
        "settings-reader-all": ("settings/reader.html", history(conversations=8400)),
        "settings-reader-sam": ("settings/reader.html", history(decides=False, stale=3120, conversations=8400)),
        "not-found": ("404.html", {}),
    }
    return {name: render_to_string(template, context) for name, (template, context) in pages.items()}


# The rows ------------------------------------------------------------------------------------------------------------


def frame(nav="", people=()):
    return Rows(
        theme="auto", nav=nav, people=people, name="Mia Okafor", initial="M", role="Agent", organisation="Harbour Lane"
    )


def person(initial, label, heat, here=False):
    return Rows(url="#", initial=initial, label=label, heat=heat, here=here)


OPEN_NOW = [
    person("A", "Ana, upset, open now", 2, here=True),
    person("R", "Rob, calm", 0),
    person("Z", "Zed, uneasy", 1),
]


def turn(kind, row_id, **more):
    from unruffled.engine.vocabulary import heat_band
    from unruffled.shells.console.screens import heat

    row = dict.fromkeys(
        (
            "heat",
            "line",
            "who",
            "at",
            "iso",
            "words",
            "lang",
            "band",
            "about",
            "because",
            "chips",
            "conduct",
            "message_id",
            "correct_url",
            "held",
            "state",
            "trouble",
            "aside",
            "now",
        )
    ) | {"kind": kind, "id": row_id, "version": "1", "chips": (), "about": ()}
    score, before = more.pop("score", None), more.pop("before", None)
    if kind == "theirs":
        row |= {
            "line": heat.point(score, before, sure=more.pop("sure", True)),
            "heat": heat_band(score),
            "correct_url": "#",
            "message_id": 1,
        }
    else:
        row |= {"line": heat.hold(score), "heat": None if score is None else heat_band(score)}
    row["classes"] = f"turn h{row['heat']}" if row["heat"] is not None else "turn"
    return Rows(**(row | more))


def words(text, *shown, doubt=(), conduct=()):
    from unruffled.shells.console.screens.marked_words import Mark, marked

    marks = [Mark(text.index(w), text.index(w) + len(w), s) for w, s in shown]
    marks += [Mark(text.index(w), text.index(w) + len(w), s, sure=False) for w, s in doubt]
    marks += [Mark(text.index(w), text.index(w) + len(w), s, conduct=True) for w, s in conduct]
    return marked(text, marks)


def ana_turns():
    return [
        turn(
            "theirs",
            "m1",
            score=1.2,
            who="Ana",
            at="14:06",
            iso="2026-11-20T14:06",
            sure=False,
            band="Could be uneasy",
            because="Heat could be 1.2, because: third time writing; could be Where is it?",
            words=words(
                "Third time writing about HL-4471. The cot was due on Monday. Where is it?",
                ("Third time writing", "wrote before"),
                doubt=[("Where is it?", "could be: frustrated")],
            ),
        ),
        turn(
            "ours",
            "m2",
            score=1.2,
            who="Noor",
            at="14:09",
            iso="2026-11-20T14:09",
            aside="Ana’s next message rose by 2.1. The number was already in the first one.",
            words="Sorry for the delay! Could you send me the order number so I can look into it?",
        ),
        turn(
            "theirs",
            "m3",
            score=3.3,
            before=1.2,
            who="Ana",
            at="14:10",
            iso="2026-11-20T14:10",
            band="Intense, rising",
            because="Heat 3.3, because: FIRST message, not even reading this, promised a call by two, nobody rang, someone in charge.",
            words=words(
                "It’s in my FIRST message. You are not even reading this. On Thursday I was promised a call by two, I stayed home for it, and nobody rang. The baby is due in nine days. I want someone in charge, or this goes in a review.",
                ("FIRST message", "raised voice"),
                ("You are not even reading this.", "feels unheard"),
                ("promised a call by two", "a promise not kept"),
                ("nobody rang", "a promise not kept"),
                ("someone in charge", "asks for someone in charge"),
            ),
        ),
        turn("event", "e4", score=3.3, words="Noor asked Mia to take this on.", at="14:12", iso="2026-11-20T14:12"),
        turn(
            "ours",
            "m5",
            score=3.3,
            who="Mia",
            at="14:13",
            iso="2026-11-20T14:13",
            words="Ana, this is Mia, and I’ve read all three of your messages. You stayed home on Thursday for a call that we promised and never made. That was our failure, and I’m sorry.",
        ),
        turn(
            "note",
            "n6",
            score=3.3,
            who="Noor",
            at="14:14",
            iso="2026-11-20T14:14",
            words="Depot says HL-4471 came in at 11:20 and is whole. Van list closes at 15:00.",
        ),
        turn(
            "theirs",
            "m7",
            score=1.9,
            before=3.3,
            who="Ana",
            at="14:15",
            iso="2026-11-20T14:15",
            band="Upset, easing",
            now=True,
            because="Heat 1.9, because: actually reading it, no date, so what happens now.",
            words=words(
                "Thank you for actually reading it. First one who has. But I still have no cot and no date. So what happens now?",
                ("actually reading it", "feels heard"),
                ("no date", "still no date"),
                ("So what happens now?", "asks what happens now"),
            ),
            chips=[
                Rows(good=True, words="Feels heard"),
                Rows(good=False, words="No date yet"),
                Rows(good=False, words="Ready for an answer"),
            ],
        ),
    ]


STAGES = ("Vent", "Acknowledge", "Clarify", "Resolve", "Confirm")


def stages(here):
    at = STAGES.index(here)
    return [Rows(words=w, here=n == at, past=n < at) for n, w in enumerate(STAGES)]


def say(text):
    from unruffled.shells.console.screens.guidance import slotted

    return Rows(text=text, html=slotted(text))


def move():
    return Rows(
        id="commit_date",
        title="Give Ana a date and your name",
        reasons=[
            Rows(words="Ana asks", quote="So what happens now?", turn="m7"),
            Rows(words="Thursday’s call was promised and not made", quote="", turn=""),
            Rows(words="The cot reached the depot at 11:20 today", quote="", turn=""),
        ],
        say=[
            say(
                "The cot comes to you tomorrow between 8 and 10. I’ll ring you myself at 16:30 today to say it is on the van."
            ),
            say("You have a date now: tomorrow, between 8 and 10. I’ll ring at {time} to confirm the van has left."),
        ],
    )


def guidance(**more):
    from unruffled.shells.console.screens.options import options

    return Rows(
        **{
            "version": "1",
            "stages": stages("Resolve"),
            "side": "",
            "move": move(),
            "quiet": "",
            "avoid": "a second apology, “as soon as possible”, the courier’s reasons",
            "others": [
                Rows(
                    id="explain_process",
                    title="Say what happens next, step by step",
                    reason_line="Ana asks what happens now",
                    say=[say("Next: the van list closes at 15:00, your cot is on it, and I ring you when it leaves.")],
                ),
                Rows(
                    id="offer_choice",
                    title="Let Ana choose the slot",
                    reason_line="A choice gives control back",
                    say=[say("Tomorrow 8 to 10, or Saturday 9 to 11: which suits you better?")],
                ),
            ],
            "others_words": "Two other moves",
            "why_not": options((("goodwill", "Offer a gesture"), ("boundary_statement", "Say where the line is"))),
            "views": [
                Rows(
                    believes=[("You are not even reading this", "m3")],
                    record="One reply in nine days. It asked for the number again",
                    agrees=True,
                ),
                Rows(
                    believes=[("On Thursday I was promised a call by two", "m3")],
                    record="Thursday by 14:00. No call logged",
                    agrees=True,
                ),
                Rows(
                    believes=[("The cot is lost", "m5")],
                    record="At the depot since 11:20. Ana has not been told",
                    agrees=False,
                ),
            ],
            "facts": [],
        }
        | more
    )


def head(**more):
    from django.utils.html import format_html as f

    from unruffled.shells.console.screens.options import options

    return Rows(
        **{
            "id": 17,
            "version": "1",
            "name": "Ana",
            "need": "Cot due Monday has not come, order HL-4471",
            "assignee": "Mia",
            "may_assign": True,
            "may_close": True,
            "may_reply": True,
            "closed": "",
            "cost": [
                "Chat",
                f("<b>3rd</b> contact in 9 days"),
                f("Waited <b>34 min</b> in all"),
                f("Told it <b>3 times</b>"),
                f("Handed over <b>once</b>"),
            ],
            "colleagues": [
                Rows(id=1, name="Mia", initial="M", role="Agent", here=True),
                Rows(id=2, name="Noor", initial="N", role="Agent", here=False),
                Rows(id=3, name="Sam", initial="S", role="Supervisor", here=False),
            ],
            "backup": [
                Rows(id=3, name="Sam", initial="S", role="Supervisor"),
                Rows(id=2, name="Noor", initial="N", role="Agent"),
            ],
            "outcomes": options((("resolved", "Settled"), ("consoled_unresolved", "Not settled, but understood"))),
            "root_causes": options((("process", "How we work"), ("product", "The product"))),
        }
        | more
    )


HERE = Rows(
    version="1",
    presence="Sam is reading along",
    presence_initial="S",
    answering="",
    typing="Ana is writing …",
    typing_until="",
)


def a_failed_reply():
    trouble = Rows(
        words="Not delivered",
        why="The mail server of mail.example says that there is no such mailbox.",
        grave=True,
        again="Try again",
        again_url="#",
        rewrite_url="#",
    )
    return turn(
        "ours",
        "m8",
        score=1.9,
        who="Mia",
        at="14:17",
        iso="2026-11-20T14:17",
        held=True,
        trouble=trouble,
        words="The cot comes to you tomorrow between 8 and 10. I’ll ring you myself at 16:30 today.",
    )


def a_letter():
    file = Rows(
        name="cot-box-torn-open.jpg", words="JPEG picture, 1.2 MB", url="#", picture_url="static/console/mark.svg"
    )
    paper = Rows(name="Rechnung-HL-4471.pdf", words="PDF, 84 kB", url="#", picture_url="")
    letter = turn(
        "theirs",
        "m1",
        score=1.2,
        who="Ana",
        at="14:06",
        iso="2026-11-20T14:06",
        band="Uneasy",
        now=True,
        words="The box came torn open, see the picture. Is the cot safe?",
        files=[file, paper],
        as_sent_url="#",
        signature="Ana Soto",
        quoted="> Your cot has left us.",
    )
    return conversation(turns=[letter, a_failed_reply()], hold=True, earlier=1)


def conversation(**more):
    from unruffled.shells.console.screens import heat

    return {
        "csrf_token": "x",
        "gradients": heat.GRADIENTS,
        "frame": frame(people=OPEN_NOW),
        "head": head(),
        "safety": None,
        "turns": ana_turns(),
        "seen": 7,
        "guidance": guidance(),
        "promises": Rows(
            version="1",
            rows=[
                Rows(id=1, who="We", what="ring Ana, Thursday by 14:00", state="Not kept", kind="late", open=False),
                Rows(
                    id=2,
                    who="Mia",
                    what="finds out where the cot is, today 14:30",
                    state="Kept",
                    kind="kept",
                    open=False,
                ),
                Rows(id=3, who="Mia", what="rings Ana, today 16:30", state="Today 16:30", kind="", open=True),
            ],
        ),
        "asked": Rows(
            version="1",
            questions=[Rows(words="Where is it?", answered=True), Rows(words="What happens now?", answered=False)],
        ),
        "draft": Rows(
            text="Your cot came into our depot at 11:20 today and it is whole. I’ll let you know about the van as soon as possible.",
            state="Draft kept",
        ),
        "refusal": None,
        "toast": None,
        "here": HERE,
        "earlier": 0,
    } | more


def first_message():
    turns = [turn("day", "d0", words="Today"), *ana_turns()[:1]]
    quiet = guidance(
        move=None,
        quiet="Nothing to add. You have it.",
        others=[],
        views=[],
        avoid="",
        stages=stages("Vent"),
        why_not=[],
        facts=["Order HL-4471, a cot, due Monday 16 November", "At the depot since 11:20 today"],
    )
    return conversation(
        turns=turns,
        guidance=quiet,
        draft=Rows(text="", state=""),
        promises=Rows(version="1", rows=[]),
        head=head(cost=["Chat"]),
        here=Rows(version="1"),
        new_to_you=True,
    )


def in_german():
    from unruffled.shells.console.screens.guidance import BY_YOURSELF
    from unruffled.shells.console.screens.turns import not_read

    said = (
        "Guten Tag, ich warte seit drei Wochen auf das Kinderbett und niemand sagt mir, wo es ist. So geht das nicht."
    )
    message = turn(
        "unread", "m1", who="Ana", at="14:02", words=said, lang="de", now=True, unread=not_read("de"), correctable=True
    )
    message.kind, message.correct_url = "theirs", "#"
    first = first_message()
    quiet = f"{not_read('de')}. {BY_YOURSELF}"
    unread = guidance(move=None, quiet=quiet, others=[], views=[], avoid="", stages=stages("Vent"), why_not=[])
    asked = Rows(version="1", questions=[])
    return first | {"turns": [turn("day", "d0", words="Today"), message], "guidance": unread, "asked": asked}


def closed():
    turns = [
        *ana_turns(),
        turn(
            "ours",
            "m8",
            score=1.9,
            who="Mia",
            at="14:17",
            iso="2026-11-20T14:17",
            state="Sent",
            words="The cot comes to you tomorrow between 8 and 10. I’ll ring you myself at 16:30 today to say it is on the van.",
        ),
    ]
    return conversation(
        turns=turns,
        head=head(closed="Closed by Mia at 14:21: settled.", may_close=False),
        draft=Rows(text="", state=""),
    )


def safety():
    turns = [
        turn(
            "theirs",
            "m1",
            score=2.6,
            who="Walter",
            at="15:02",
            iso="2026-11-20T15:02",
            band="Intense",
            conduct="Insult",
            words=words(
                "You people are useless. The lamp sparked when my daughter touched it and there is a burnt smell.",
                ("sparked", "could hurt somebody"),
                ("burnt smell", "could hurt somebody"),
                conduct=[("You people are useless.", "insult")],
            ),
            chips=[Rows(good=False, words="Can hurt somebody")],
        ),
        turn(
            "ours",
            "m2",
            score=2.6,
            held=True,
            state="Goes at 15:03:08",
            who="Mia",
            at="15:02",
            iso="2026-11-20T15:02",
            words="Please unplug it now and do not touch it again. Is your daughter all right?",
        ),
    ]
    card = Rows(
        version="1",
        title="Stay with Walter.",
        what="Something may injure Walter or somebody near",
        why=[("“sparked”", "m1"), ("“burnt smell”", "m1")],
        steps=[
            "Ask for one thing: keep everybody away from it. With smoke or a smell of gas: go outside, and touch no switch.",
            "Ask whether somebody is hurt. With fire, smoke, gas or an injury: the emergency number, now.",
            "Report it as a safety matter while you are talking. Then say what happens next, and when.",
        ],
        say=[
            "Please keep away from it, and keep others away too. With smoke or a smell of gas, touch no switch and go outside. Is anybody hurt?"
        ],
        avoid=["Ask for an order number or a photo first"],
        emergency=None,
        calls=[],
        missing="No local numbers yet. Call Sam now, and do not leave.",
        may_configure=False,
        mistakes=[("figure_of_speech", "A figure of speech"), ("long_past", "Over long ago")],
        close_url="#",
        mistake_url="#",
        who=Rows(
            version="1",
            here="Here: Sam since 15:03.",
            asked="",
            you_are_here=False,
            log=[("The card opened", "15:02", "2026-11-20T15:02"), ("Sam is here", "15:03", "2026-11-20T15:03")],
            join_url="#",
        ),
    )
    return conversation(
        turns=turns,
        safety=card,
        head=head(name="Walter", need="Lamp sparked, burnt smell", cost=["Chat"]),
        guidance=guidance(
            side="Safety comes first",
            move=Rows(
                id="safety_protocol",
                title="Safety first",
                on_card=True,
                reasons=[Rows(words="Can hurt somebody:", quote="burnt smell", turn="m1")],
                say=[say("Please keep away from it, and keep others away too.")],
            ),
            avoid="order numbers, blame, goodwill",
            others=[],
            views=[],
        ),
        toast=Rows(version="1", undo_url="#", due_iso="2099-01-01T00:00:00Z", words="Goes at 15:03:08"),
        draft=Rows(text="", state=""),
        promises=Rows(version="1", rows=[]),
    )


def row(number, name, need, reason, waited, trace, late=False, with_whom=""):
    from unruffled.shells.console.screens import heat
    from unruffled.shells.console.screens.inbox import Row

    words = heat.word(trace[-1]) if trace else "Not read yet"
    return Row(number, "#", heat.trace(trace), name, need, reason, late, waited, with_whom, words)


def tabs(here, *counts):
    names = ("Yours", "Team", "Waiting", "Closed")
    return [Rows(url="#", words=w, here=w == here, count=c) for w, c in zip(names, counts, strict=True)]


ORDER = [
    "Safety, always",
    "A promise of ours that is late, then one that is due soon",
    "Somebody asked for someone in charge",
    "A question that nobody has answered",
    "First answers, then the longest wait",
]
ORDER_NOTE = "Heat lifts nobody: of two answers due in the same minute, the one that was hotter of late comes first."


def inbox():
    first = [
        row(4, "Walter", "Lamp sparked, burnt smell", "Safety first", "2 min", (1.0, 2.6)),
        row(
            1,
            "Rob",
            "Second visit missed, wants the engineer",
            "Promise late since 14:20",
            "4 min",
            (1.2, 2.0, 2.8, 3.4),
            late=True,
        ),
        row(
            17,
            "Ana",
            "Cot due Monday has not come, order HL-4471",
            "Asks what happens now",
            "1 min",
            (1.2, 1.2, 3.3, 3.3, 1.9),
        ),
        row(
            5,
            "Tomás Echeverría",
            "Bolzen fehlen, Donaudampfschifffahrtsgesellschaftskapitänsmützenhalter nicht montierbar",
            "First answer due 14:40",
            "9 min",
            (1.6,),
            with_whom="with Noor",
        ),
        row(6, "Zed", "Change of address", "First answer due 14:45", "9 min", (0.4, 0.6)),
        row(7, "Lena", "Desk top scratched on arrival", "Waits for an answer", "26 min", (2.2, 1.4, 1.5)),
    ]
    waiting = [
        row(8, "Joss", "Sofa legs in the wrong colour", "Back Thu 9:00", "", (2.4, 1.2, 0.6)),
        row(9, "Priya", "Invoice for two tables", "Waits for Priya", "", (0.3,)),
    ]
    return {
        "csrf_token": "x",
        "frame": frame("inbox"),
        "tabs": tabs("Yours", 6, 14, 5, ""),
        "tabs_version": "1",
        "list_version": "1",
        "islands_url": "#",
        "groups": [
            Rows(id="first", words="Needs you first", rows=first),
            Rows(id="them", words="Waiting for them", rows=waiting),
        ],
        "order_lines": ORDER,
        "order_note": ORDER_NOTE,
        "view_words": "Inbox",
        "next_url": "",
    }


def inbox_empty():
    return inbox() | {
        "groups": [],
        "tabs": tabs("Yours", "", 3, "", ""),
        "empty": Rows(words="Nobody is waiting.", more="Next promise 16:30, Ana."),
    }


def search():
    rows = [
        row(17, "Ana", "Cot due Monday has not come, order HL-4471", "Open with Mia", "", (1.2, 3.3, 1.9)),
        row(3, "Ana", "Invoice for HL-4102", "Closed 2 Oct", "", (0.4, 0.2)),
    ]
    return {
        "csrf_token": "x",
        "frame": frame("search"),
        "asked_for": "HL-4471",
        "found_words": "2 conversations",
        "list_version": "1",
        "groups": [Rows(id="found", words="Found", rows=rows)],
        "next_url": "",
    }


def search_none():
    return search() | {
        "asked_for": "HL-4417",
        "groups": [],
        "found_words": "",
        "empty": Rows(words="Nothing for “HL-4417”.", more="Try a name, an order number, or words from a message."),
    }


def start():
    from unruffled.shells.console.forms.conversation import StartForm

    return {
        "csrf_token": "x",
        "frame": frame("start"),
        "form": StartForm(channels=[("chat", "Chat"), ("email", "E-mail")]),
    }


def sign_in():
    from unruffled.shells.console.forms.session import SignInForm

    return {"csrf_token": "x", "frame": Rows(theme="auto"), "form": SignInForm(), "practice": True}


def sign_in_wrong():
    form = sign_in()["form"].__class__({"username": "mia@harbourlane.example", "password": "x"})
    form.full_clean()
    form.add_error(None, "That name and password do not belong together.")
    return sign_in() | {"form": form}


def invitation():
    from unruffled.shells.console.forms.session import InvitationForm

    return {
        "csrf_token": "x",
        "frame": Rows(theme="auto"),
        "form": InvitationForm(),
        "invitation": True,
        "welcome": "You are the first here. You will be the manager.",
    }


def learning(*, on):
    from datetime import UTC, datetime

    from unruffled.desk.flows.recalibrate import Held
    from unruffled.desk.guidance.answers import Proposal
    from unruffled.engine.reader.recalibrate import Learnt
    from unruffled.shells.console.screens.recalibration import page_of

    now = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
    moved = (Learnt("frustration", -0.5, 41, 112, True), Learnt("heat", -0.2, 64, 230, True))
    more = Learnt("disappointment", 0.4, 31, 50, True)
    rest = (Learnt("anger", 0.0, 33, 400, True), Learnt("supervisor_demand", 0.0, 12, 30, False))
    held = Held(2, now, "Maya Lindqvist", moved, True) if on else None
    newest = Proposal(7, now, "2026.11", 3, (*moved, *((more,) if on else ()), *rest))
    shown = page_of(held, newest, now=now)
    return {"csrf_token": "x", "frame": frame("settings"), "decides": True, "saved": "", "shown": shown}


def history(*, decides=True, **given):
    from datetime import timedelta

    from unruffled.desk.flows.reread import HowFar
    from unruffled.shells.console.screens.history import history_of

    far = HowFar("rules-3+2026.11.4+house-2", left=timedelta(minutes=4), **given)
    around = {"csrf_token": "x", "frame": frame("settings"), "saved": "", "seconds": 2}
    return around | {"decides": decides, "shown": history_of(far, decides=decides)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unruffled.site.settings")
    os.environ.setdefault("UNRUFFLED_HOME", tempfile.mkdtemp(prefix="unruffled-looks-"))
    import django

    django.setup()
    main(*sys.argv[1:])
