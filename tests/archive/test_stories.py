"""Files of every format become the same kind of story, and a bad one is named with file, line and what was expected."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.archive import sources, tables
from unruffled.archive.stories import FORMATS, BadInput, load


@pytest.fixture
def file(tmp_path):
    def write(name: str, content: str | bytes):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


def read(path, *us):
    (story,) = load(path, us=us)
    return story


def said(story):
    return [(turn.by, turn.at, turn.text) for turn in story.turns]


TXT = """Customer: Where is my lamp?
It was due on Monday.

Order number: HL-4471
Agent: I am looking now.
Supervisor: Sam here.
Bot: The agent has joined.
"""


def test_a_text_file_has_a_turn_for_each_label_and_lines_that_go_on(file):
    story = read(file("lamp.txt", TXT))
    assert [turn.by for turn in story.turns] == ["customer", "agent", "supervisor", "system"]
    assert [turn.n for turn in story.turns] == [1, 2, 3, 4]
    assert story.turns[0].text == "Where is my lamp?\nIt was due on Monday.\n\nOrder number: HL-4471"
    assert (story.id, story.channel, story.warnings) == ("lamp", "chat", ())
    assert story.source.endswith("lamp.txt")


@pytest.mark.parametrize(
    ("lines", "times"),
    [
        ("[10:30] Customer: a\n[10:35] Agent: b\nAgent: c", [0, 5, 5]),
        ("10:30:30 Customer: a\n10:31:00 Agent: b", [0, 0.5]),
        ("[23:58] Customer: a\n[00:03] Agent: b", [0, 5]),
        ("2026-03-03 23:58 Customer: a\n2026-03-05 00:03 Agent: b", [0, 1445]),
        ("+0 min Customer: a\n+7 min Agent: b", [0, 7]),
        ("[00:00] Customer: a\n[00:30] Agent: b", [0, 0.5]),
        ("11:59 pm Customer: a\n12:01 am Agent: b", [0, 2]),
        ("Customer: a\nAgent: b", [0, 0]),
    ],
)
def test_times_are_minutes_since_the_first_turn(file, lines, times):
    assert [turn.at for turn in read(file("x.txt", lines)).turns] == pytest.approx(times)


def test_a_written_date_makes_times_absolute(file):
    story = read(file("x.txt", "2026-03-03 10:30 Customer: a\n2026-03-03 10:31 Agent: b"))
    assert story.started == datetime(2026, 3, 3, 10, 30, tzinfo=UTC)


def test_a_first_line_may_name_the_channel(file):
    assert read(file("x.txt", "Channel: phone\nCustomer: a\nAgent: b")).channel == "phone"


def test_lines_before_anybody_speaks_are_told(file):
    story = read(file("x.txt", "export of 3 March\n\nCustomer: a\nAgent: b"))
    assert story.warnings == ("1 line(s) before the first speaker were left out",)


def test_who_is_on_our_side_is_what_the_caller_says(file):
    path = file("x.txt", "Ana: Where is it?\nMia: I am looking.\nAna: And?")
    assert [by for by, *_ in said(read(path, "mia"))] == ["customer", "agent", "customer"]


def test_names_without_a_side_are_unknown_with_a_warning(file):
    story = read(file("x.txt", "Ana: Where is it?\nMia: I am looking."))
    assert {turn.by for turn in story.turns} == {"unknown"}
    assert any('"Mia"' in warning and "--us" in warning for warning in story.warnings)


def test_the_only_one_without_a_label_is_the_other_side_and_that_is_told(file):
    story = read(file("x.txt", "Customer: Where is it?\nMia: I am looking.\nCustomer: And?\nMia: Found."))
    assert [turn.by for turn in story.turns] == ["customer", "agent", "customer", "agent"]
    assert story.warnings == ('"Mia" is taken as agent: the only one without a label',)


def a_mail(n=1, by="Ana Reyes <ana@home.example>", at="10:00:00", text="Where is it?", **more):
    headers = {"From": by, "To": "help@harbourlane.example", "Date": f"Tue, 3 Mar 2026 {at} +0000", "Subject": "Lamp"}
    headers |= {"Message-ID": f"<{n}@x.example>"} | {name.replace("_", "-"): value for name, value in more.items()}
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + f"\r\n{text}\r\n"


def test_a_mail_is_one_turn_of_the_customer_who_wrote_to_us(file):
    story = read(file("lamp.eml", a_mail()))
    assert said(story) == [("customer", 0.0, "Where is it?")]
    assert (story.channel, story.started) == ("email", datetime(2026, 3, 3, 10, tzinfo=UTC))


@pytest.mark.parametrize("us", ["harbourlane.example", "@harbourlane.example", "HELP@harbourlane.example", "Mia Park"])
def test_our_own_mail_is_told_by_address_domain_or_name(file, us):
    path = file("lamp.eml", a_mail(by="Mia Park <help@harbourlane.example>", To="ana@home.example"))
    assert read(path, us).turns[0].by == "agent"


def test_a_mail_between_strangers_is_unknown_with_a_warning(file):
    story = read(file("lamp.eml", a_mail(To="omar@elsewhere.example")))
    assert story.turns[0].by == "unknown"
    assert "--us" in story.warnings[0]


def test_a_subdomain_is_ours_and_a_look_alike_is_not(file):
    ours = a_mail(by="x@mail.harbourlane.example", To="ana@home.example")
    other = a_mail(by="x@evil-harbourlane.example", To="ana@home.example")
    assert read(file("a.eml", ours), "harbourlane.example").turns[0].by == "agent"
    assert read(file("b.eml", other), "harbourlane.example").turns[0].by == "unknown"


def an_mbox(*mails):
    return "".join(f"From someone Tue Mar  3 10:00:00 2026\n{mail}\n\n" for mail in mails)


OURS = {"by": "help@harbourlane.example", "To": "ana@home.example"}
MBOX = an_mbox(
    a_mail(2, at="10:30:00", text="I am looking.", In_Reply_To="<1@x.example>", **OURS),
    a_mail(1, text="Where is it?\r\n\r\n>From Monday on I waited."),
    a_mail(9, "Rob <rob@home.example>", at="09:00:00", text="You charged me twice."),
    a_mail(3, at="12:00:00", text="Still nothing.", References="<1@x.example> <2@x.example>"),
    a_mail(4, at="12:00:01", text="I am away.", References="<3@x.example>", Auto_Submitted="auto-replied"),
)


def test_a_mailbox_is_conversations_by_references_in_the_order_in_which_they_were_written(file):
    first, second = load(file("box.mbox", MBOX))
    assert said(first) == [
        ("customer", 0.0, "Where is it?\n\nFrom Monday on I waited."),
        ("agent", 30.0, "I am looking."),
        ("customer", 120.0, "Still nothing."),
        ("system", pytest.approx(120.0, abs=0.1), "I am away."),
    ]
    assert first.turns[3].event == "auto_reply"
    assert said(second) == [("customer", 0.0, "You charged me twice.")]


def test_a_mail_that_lies_twice_in_a_mailbox_is_read_once(file):
    (story,) = load(file("box.mbox", an_mbox(a_mail(1), a_mail(1))))
    assert len(story.turns) == 1


def test_one_bad_mail_costs_nothing_else_in_its_mailbox(file):
    bad = b"From x Tue Mar  3 10:00:00 2026\nContent-Type: text/plain; charset=idna\n\n\xff\xfe\x00junk\n\n"
    stories = list(load(file("box.mbox", MBOX.encode() + bad)))
    assert len(stories) == 3


VTT = """WEBVTT

00:00:05.000 --> 00:00:08.000
<v Rob>Forty minutes.

00:01:05.000 --> 00:01:08.000
<v Mia>I am sorry.
"""


def test_a_call_is_turns_by_speaker_with_minutes_since_the_first_words(file):
    story = read(file("call.vtt", VTT), "Mia")
    assert said(story) == [("customer", 0.0, "Forty minutes."), ("agent", 1.0, "I am sorry.")]
    assert story.channel == "phone"


def test_subtitles_are_read_like_a_call(file):
    srt = (
        VTT.removeprefix("WEBVTT\n\n")
        .replace(".000", ",000")
        .replace("<v Rob>", "Customer: ")
        .replace("<v Mia>", "Us: ")
    )
    assert [by for by, *_ in said(read(file("call.srt", srt)))] == ["customer", "agent"]


def test_a_vcon_is_told_from_a_story_by_its_parties(file):
    vcon = {
        "vcon": "0.3.0",
        "parties": [{"name": "Rob", "role": "customer"}, {"name": "Mia", "role": "agent"}],
        "dialog": [
            {"type": "text", "start": "2026-03-03T10:00:00Z", "parties": 0, "body": "It broke."},
            {"type": "text", "start": "2026-03-03T10:05:00Z", "parties": 1, "body": "I am sorry."},
        ],
    }
    story = read(file("call.json", json.dumps(vcon)))
    assert said(story) == [("customer", 0.0, "It broke."), ("agent", 5.0, "I am sorry.")]


CSV = """conversation,by,at,text
17,customer,0,Where is it?
18,customer,2026-03-03T10:00:00Z,"Twice, you charged me
twice."
17,agent,12.5,I am looking.
18,agent,2026-03-03T10:30:00Z,I see both.
"""


def test_a_table_is_conversations_whose_rows_may_stand_anywhere(file):
    first, second = load(file("old.csv", CSV))
    assert (first.id, said(first)) == ("17", [("customer", 0.0, "Where is it?"), ("agent", 12.5, "I am looking.")])
    assert said(second) == [("customer", 0.0, "Twice, you charged me\ntwice."), ("agent", 30.0, "I see both.")]
    assert second.started == datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_table_of_another_spreadsheet_is_read_too(file, mark):
    table = CSV.replace("Twice, you", "Twice you").replace(",", mark)
    assert len(list(load(file("old.csv", b"\xef\xbb\xbf" + table.encode())))) == 2


YML = """channel: chat
context:
  customer: {name: Ana, since: 2020-01-01}
  history: {contacts_30d: 2}
  facts: ["Cot due on 2 March, not delivered"]
turns:
- {n: 1, by: customer, at: 0, text: "Where is it?", expect: {heat: [2, 2]}}
- {n: 2, by: system, at: 3, text: "closed", event: safety_closed, channel: phone}
case_expect: {outcome: resolved}
"""


def test_a_story_is_read_and_what_is_expected_of_it_is_not(file):
    story = read(file("cot.yml", YML))
    assert story.context.facts == ("Cot due on 2 March, not delivered",)
    assert story.context.customer == {"name": "Ana", "since": "2020-01-01"}
    assert story.turns[1].event == "safety_closed"
    assert [turn.channel for turn in story.turns] == ["chat", "phone"]
    assert "expect" not in repr(story)


def test_a_story_in_json_is_the_same_story(file):
    document = {"channel": "chat", "turns": [{"n": 1, "by": "customer", "at": 0, "text": "Hi \ud83d\ude00"}]}
    assert read(file("cot.json", json.dumps(document))).turns[0].text == "Hi 😀"


def test_the_text_of_a_story_keeps_its_places_whatever_is_in_it(file):
    document = {"turns": [{"by": "customer", "text": "a\u0000b\ud800c\r\nd"}]}
    text = read(file("odd.json", json.dumps(document))).turns[0].text
    assert text == "a\ufffdb\ufffdc\r\nd", "one character for one, so that spans are true"


BAD = {
    "a name of no format": ("x.doc", "hello", None, "a name that ends in one of .eml"),
    "text without a label": ("x.txt", "hello\nyou\n", 1, 'lines such as "Customer: …"'),
    "an empty text": ("x.txt", "", 1, 'lines such as "Customer: …"'),
    "binary as text": ("x.txt", b"Customer: a\nAgent: b\n\x89PNG\x00\x00\x00", 3, "this is binary"),
    "binary as mail": ("x.eml", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 2, "this is binary"),
    "prose as mail": ("x.eml", "Dear all, this is no mail.\n", 1, "a mail: headers"),
    "prose as mailbox": ("x.mbox", "Dear all, this is no mailbox.\n", 1, "a mailbox: its first line"),
    "an empty mailbox": ("x.mbox", "", 1, "but it is empty"),
    "binary as mailbox": ("x.mbox", b"\x00" * 5000, 1, "a mailbox"),
    "a call without WEBVTT": ("x.vtt", "00:01.000 --> 00:02.000\nhi\n", 1, '"WEBVTT"'),
    "a call with a broken time": ("x.vtt", VTT + "\n00:0x --> 1\nyou\n", 9, "a time line"),
    "subtitles without times": ("x.srt", "1\nhello\n", 1, "a time line"),
    "binary as call": ("x.vtt", b"WEBVTT\n\x00\x00", 2, "this is binary"),
    "a table of other columns": ("x.csv", "id,who,when,what\n1,2,3,4\n", 1, "missing: conversation, by, at, text"),
    "a table without a column": ("x.csv", "conversation,by,text\n1,agent,hi\n", 1, "missing: at"),
    "an empty table": ("x.csv", "", 1, "missing"),
    "a table without rows": ("x.csv", "conversation,by,at,text\n\n", 2, "at least one row"),
    "a row too short": ("x.csv", CSV + "19,agent,3\n", 7, "4 cells as in the first line, not 3"),
    "a row without a conversation": ("x.csv", CSV + ",agent,3,hi\n", 7, 'in the column "conversation"'),
    "a row at no time": ("x.csv", CSV + "19,agent,soon,hi\n", 7, "not 'soon'"),
    "a row at a time that is no number": ("x.csv", CSV + "19,agent,nan,hi\n", 7, "not 'nan'"),
    "a cell never closed": ("x.csv", CSV + '19,agent,3,"hi\n', 7, "a table of cells"),
    "binary as table": ("x.csv", b"conversation,by,at,text\n1,agent,0,a\x00b\n", 2, "this is binary"),
    "JSON that stops": ("x.json", '{"turns": [\n{"by": "customer"', 2, "JSON ("),
    "JSON thousands deep": ("x.json", "[" * 100_000, 1, "JSON"),
    "JSON with a number without end": ("x.json", '{"turns": ' + "1" * 10_000 + "}", 1, "JSON"),
    "JSON that is no story": ("x.json", "[1, 2]", 1, "a story"),
    "a story without turns": ("x.json", '{"channel": "chat",\n "turns": []}', 2, "at least one turn"),
    "a turn by nobody": (
        "x.json",
        '{"turns": [\n {"by": "agent", "text": "a"},\n {"by": "me", "text": "b"}]}',
        3,
        "not 'me'",
    ),
    "a turn without words": ("x.yml", "turns:\n- by: customer\n  at: 0\n", 2, "words in turns[0].text, not nothing"),
    "a turn before the one before": (
        "x.yml",
        "turns:\n- {by: customer, at: 5, text: a}\n- {by: agent,\n   at: 3, text: b}\n",
        4,
        "at least 5 in turns[1].at, not 3",
    ),
    "a turn at no time": ("x.yml", "turns:\n- {by: customer, at: .nan, text: a}\n", 2, "minutes since the first turn"),
    "turns that count backwards": (
        "x.yml",
        "turns:\n- {n: 2, by: agent, text: a}\n- {n: 1, by: agent, text: b}\n",
        3,
        "[1].n",
    ),
    "a policy that is a list": (
        "x.yml",
        "context:\n  policy: [no refunds]\nturns: [{by: agent, text: a}]\n",
        2,
        "a table of names and values in context.policy",
    ),
    "facts that are none": (
        "x.yml",
        "context:\n  facts: many\nturns: [{by: agent, text: a}]\n",
        2,
        "a list of sentences",
    ),
    "a start that is no time": ("x.yml", "started: soon\nturns: [{by: agent, text: a}]\n", 1, "an ISO date and time"),
    "YAML that is none": ("x.yml", "turns:\n  - [1\n", 3, "YAML ("),
    "YAML with a bomb": ("x.yml", "a: &a [x, x]\nb: &b [*a, *a]\nturns: []\n", 2, "without YAML aliases"),
    "YAML that would run": ("x.yml", "turns: !!python/object/apply:os.system ['true']\n", 1, "YAML ("),
    "YAML thousands deep": ("x.yml", "[" * 20_000, 2, "YAML ("),
    "binary as YAML": ("x.yml", b"turns:\n\x00\x00", 2, "this is binary"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_its_line_and_what_was_expected(file, name):
    ending, content, line, expected = BAD[name]
    path = file(ending, content)
    with pytest.raises(BadInput) as told:
        list(load(path))
    assert (told.value.file, told.value.line) == (str(path), line)
    assert expected in told.value.expected
    assert str(told.value).startswith(f"{path}:{line}: expected " if line else f"{path}: expected ")


def test_a_file_that_is_not_there_or_is_a_folder_is_told(tmp_path):
    for path in (tmp_path / "nowhere.txt", tmp_path, tmp_path / "a\0b.txt", tmp_path / ("x" * 300 + ".txt")):
        with pytest.raises(BadInput, match="expected a"):
            list(load(path))
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(BadInput, match="not a folder"):
        list(load(tmp_path / "folder.txt"))


@pytest.mark.parametrize("ending", [e for e in FORMATS if e not in {".mbox"}])
def test_a_file_too_large_is_answered_without_being_read(tmp_path, monkeypatch, ending):
    path = tmp_path / f"large{ending}"
    with path.open("wb") as hole:
        hole.truncate(200_000_000)
    monkeypatch.setattr(sources.Path, "read_bytes", lambda self: pytest.fail("it was read"))
    with pytest.raises(BadInput, match=r"at most .* not 200 MB"):
        list(load(path))


def test_a_mailbox_of_one_endless_line_is_answered_at_its_first_line(tmp_path):
    path = tmp_path / "large.mbox"
    with path.open("wb") as hole:
        hole.truncate(200_000_000)
    with pytest.raises(BadInput, match="a mailbox"):
        list(load(path))


def test_a_turn_longer_than_anybody_reads_is_cut_and_says_so(file):
    story = read(file("x.txt", f"Customer: {'long ' * 100_000}\nAgent: ok"))
    assert len(story.turns[0].text) == sources.TURN_LIMIT
    assert "turn 1: only the first 100,000 of" in story.warnings[0]


def test_a_text_in_another_charset_is_read_and_utf_16_too(file):
    assert read(file("a.txt", "Customer: Größe\nAgent: ja".encode("cp1252"))).turns[0].text == "Größe"
    assert read(file("b.txt", "Customer: Größe\nAgent: ja".encode("utf-16"))).turns[0].text == "Größe"


@pytest.mark.parametrize("ending", [e for e in FORMATS if e != ".yaml"])
@given(content=st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_a_story_or_bad_input(tmp_path_factory, ending, content):
    path = tmp_path_factory.mktemp("any") / f"any{ending}"
    path.write_bytes(content)
    assert _stories_or_told(path)


STARTS = [
    *("Customer: ", "Agent: ", "WEBVTT\n\n", "00:01.000 --> 00:02.000\n", "<v Rob>", "1\n", "10:30 ", "\t", '"'),
    *("From a Tue Mar  3 10:00:00 2026\n", "From: a@b\n", "\n", "turns:\n", "- by: customer\n", "  text: x\n"),
    *('{"turns": [', '{"by": "agent", "text": "x"}', "]}", "&a", "*a", "\ud7ff"),
    *("conversation,by,at,text\n", "1,agent,0,x\n", "1,customer,1,\u2028\n"),
]


@pytest.mark.parametrize("ending", [e for e in FORMATS if e != ".yaml"])
@given(pieces=st.lists(st.sampled_from(STARTS), max_size=12))
@settings(max_examples=80, deadline=None)
def test_any_pieces_of_good_files_are_a_story_or_bad_input(tmp_path_factory, ending, pieces):
    path = tmp_path_factory.mktemp("any") / f"any{ending}"
    path.write_text("".join(pieces), encoding="utf-8")
    assert _stories_or_told(path)


def _stories_or_told(path) -> bool:
    try:
        return all(story.turns and story.source == str(path) for story in load(path))
    except BadInput as told:
        return told.file == str(path) and bool(told.expected)


ATTACKS = {
    "labels": lambda n: "Customer: a\n" + "[" * n + "Ana: b\n" * n,
    "long label": lambda n: "Customer: a\n" + "a " * n + ":\n",
    "stamps": lambda n: "Customer: a\n" + "10:30 " * n,
    "names": lambda n: "Customer: a\n" + "".join(f"Name{k}: b\n" for k in range(n)),
    "empty lines": lambda n: "Customer: a" + "\n" * n,
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_twice_the_file_is_twice_the_work(file, attack):
    small, large = (_work(file(f"{n}.txt", attack(n))) for n in (500, 1_000))
    assert large <= 2.2 * small + 500


def test_a_table_twice_as_long_is_twice_the_work(file):
    row = "17,customer,0,Where is it?\n"
    small, large = (_work(file(f"{n}.csv", "conversation,by,at,text\n" + row * n)) for n in (300, 600))
    assert large <= 2.2 * small + 500


def _work(path) -> int:
    """Count the lines of the project that run while a file is loaded."""
    count = 0
    home = tables.__file__.rsplit("archive", 1)[0]

    def tick(frame, event, _):
        nonlocal count
        if frame.f_code.co_filename.startswith(home):
            count += event == "line"
            return tick
        return None

    sys.settrace(tick)
    try:
        list(load(path))
    finally:
        sys.settrace(None)
    return count
