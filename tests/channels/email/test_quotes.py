"""What a person wrote this time, told apart from the mail they answer and the signature below."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.channels.email import quotes
from unruffled.channels.email.quotes import split

HEADERS = [
    "On Mon, 2 Mar 2026 at 16:30, Mia <help@harbourlane.example> wrote:",
    "On 02/03/2026 16:30, Mia wrote:",
    "On Monday, 2 March 2026 at 16:30:12 GMT, Mia Park\n<help@harbourlane.example> wrote:",
    "Am 02.03.2026 um 16:30 schrieb Mia <help@harbourlane.example>:",
    "Am Mo., 2. März 2026 um 16:30 Uhr schrieb Mia:",
    "Le lun. 2 mars 2026 à 16:30, Mia <help@harbourlane.example> a écrit :",
    "El lun, 2 mar 2026 a las 16:30, Mia (<help@harbourlane.example>) escribió:",
    "Op ma 2 mrt 2026 om 16:30 schreef Mia <help@harbourlane.example>:",
    "Il giorno lun 2 mar 2026 alle ore 16:30 Mia ha scritto:",
    "Em seg., 2 de mar. de 2026 às 16:30, Mia escreveu:",
    "Den mån 2 mars 2026 kl 16:30 skrev Mia <help@harbourlane.example>:",
    "-----Original Message-----",
    "----- Original Message -----",
    "-------- Ursprüngliche Nachricht --------",
    "-----Message d'origine-----",
    "________________________________\nFrom: Mia\nSent: Monday\nTo: Rob\nSubject: Lamp",
    "Von: Mia\nGesendet: Montag\nAn: Rob\nBetreff: Lampe",
    "*From:* Mia\n*Sent:* Monday\n*To:* Rob\n*Subject:* Lamp",
    "Begin forwarded message:",
]


@pytest.mark.parametrize("header", HEADERS)
def test_the_old_mail_is_cut_off_however_the_program_announces_it(header):
    parts = split(f"It is still broken.\n\n{header}\n\nDear Rob, we will see.\n")
    assert parts.text == "It is still broken."
    assert "Dear Rob" in parts.quoted


@pytest.mark.parametrize("header", HEADERS[:11])
def test_words_below_a_marked_quote_are_kept(header):
    parts = split(f"{header}\n> Dear Rob,\n> we will see.\n\nYou said that last week.")
    assert parts.text == "You said that last week."


@pytest.mark.parametrize(
    "words",
    [
        "On Monday your colleague wrote:\nwe are sorry. And then nothing.",
        "From: the look of it nobody read my mail.\nIt still leaks.",
        "On the phone he said this.\nI wrote: nothing.",
        "Sent via courier on Monday and it never came.",
        "Von meinem Konto wurde zweimal abgebucht.",
        "I paid - - twice.\n- once in May\n- once in June",
        "To: whoever reads this\nplease answer",
        "Regards? You have none for me.",
        "This email is the third one.",
    ],
)
def test_a_persons_own_words_are_never_taken_for_a_quote_or_a_signature(words):
    assert split(words).text == words


@pytest.mark.parametrize(
    "below",
    [
        "-- \nRob Finch\n07700 900123",
        "--\nRob",
        "Kind regards,\nRob Finch",
        "Best wishes\n\nRob",
        "Mit freundlichen Grüßen\nRob Finch",
        "Cordialement,\nRob",
        "Sent from my iPhone",
        "Get Outlook for Android",
        "Von meinem iPhone gesendet",
        "Envoyé de mon téléphone Samsung",
        "This email and any attachments are confidential and for the named person only.\nThank you.",
        "Kind regards,\nRob\n\nSent from my Samsung Galaxy smartphone.",
    ],
)
def test_a_signature_is_cut_off_and_kept_beside(below):
    parts = split(f"Where is my refund?\n\n{below}")
    assert parts.text == "Where is my refund?"
    assert parts.signature == below.strip()


def test_a_question_under_a_farewell_is_no_signature():
    words = "Kind regards,\nand will you answer this time?"
    assert split(f"Hello.\n{words}").text.endswith("this time?")


@pytest.mark.parametrize("begin", ["P.S.", "PS:", "ps", "p. s."])
@pytest.mark.parametrize("above", ["Kind regards,\nAna", "-- \nAna\nOak Lane 4", "Sent from my iPhone"])
def test_what_stands_behind_ps_is_said_and_no_signature(begin, above):
    parts = split(f"My parcel is late.\n\n{above}\n\n{begin} I cannot go on like this.\nPlease ring me.")

    assert parts.text == f"My parcel is late.\n\n{begin} I cannot go on like this.\nPlease ring me."
    assert parts.signature == above.strip()


@pytest.mark.parametrize("name", ["Psyche Lane 4", "PS Media Ltd", "psmith@home.example"])
def test_a_name_under_a_farewell_is_no_afterword(name):
    assert split(f"Where is it?\n\nKind regards,\n{name}").signature == f"Kind regards,\n{name}"


@pytest.mark.parametrize("text", ["> all of it\n> is quoted", "-- \nRob", "Kind regards,\nRob", "", "\n\n"])
def test_where_nothing_else_is_left_nothing_is_cut(text):
    parts = split(text)
    assert parts.text == text.strip()


@given(
    st.lists(
        st.sampled_from(["hello", "> q", "", "-- ", "On 1.1.2026 10:00 Ana wrote:", "From: a", "To: b", "Date: c"])
    )
)
@settings(max_examples=300, deadline=None)
def test_no_line_is_lost(lines):
    parts = split("\n".join(lines))
    kept = "\n".join((parts.text, parts.quoted, parts.signature)).split("\n")
    assert sorted(line.strip() for line in kept if line.strip()) == sorted(
        line.strip() for line in lines if line.strip()
    )


ATTACKS = {
    "On On On": lambda n: "On " * n,
    "On a": lambda n: "On a\n" * n,
    "On 10:00": lambda n: "On 10:00\n" * n,
    "From": lambda n: "From: a\n" * n,
    "empty lines": lambda n: "a" + "\n" * n + "x",
    "marks": lambda n: ">" * n + "\n" + "> " * n,
    "dashes": lambda n: "-" * n + "\n" + "- " * n,
    "underscores": lambda n: "_" * n,
    "spaces": lambda n: " " * n + "x",
    "regards": lambda n: "x\n" + "regards\n" * n,
    "Sent from my": lambda n: "Sent from my " * n,
    "small print": lambda n: "x\n" + "disclaimer:\n" * n,
    "stars": lambda n: "*" * n + ":" + "* " * n,
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_twice_the_text_is_twice_the_work(attack):
    """Counts the lines of our code that run; every single expression looks at a bounded piece of one line."""
    small, large = (_work(attack(n)) for n in (1_000, 2_000))
    assert large <= 2.2 * small + 200


def _work(text: str) -> int:
    count = 0

    def tick(frame, event, _):
        nonlocal count
        if frame.f_code.co_filename == quotes.__file__:
            count += event == "line"
            return tick
        return None

    sys.settrace(tick)
    try:
        split(text)
    finally:
        sys.settrace(None)
    return count
