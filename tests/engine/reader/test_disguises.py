"""Danger and abuse written so that no filter hears them are heard; what only looks so is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.reader.saying import hear, ids

from unruffled.engine.reader import customer, disguises, seen
from unruffled.engine.reader.disguises import Lexicon
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.vocabulary import BEYOND_RUDE, DANGERS, Context, Turn


def read(text):
    """What the words alone say: the trained reader is not asked."""
    return customer.read(Turn(1, "customer", 1.0, text, "chat"), (), Context(), version="rules")


def words_of(text, signal):
    """The stretches of the text that are shown for a signal."""
    return [text[first:last] for first, last in read(text).signal(signal).spans]


@pytest.mark.parametrize(
    "text",
    [
        "I will k1ll mys3lf",
        "thinking about $u1c1de",
        "i will k i l l m y s e l f tonight",
        "I   w i l l   k i l l   m y s e l f",
        "k.i.l.l myself is all I can think of",
        "I want to k/i/l/l myself",
        "gonna k-i-l-l myself",
        "k\ni\nl\nl\nm\ny\ns\ne\nl\nf",
        "I will kill_myself",
        "I will _kill_ _myself_",
        "i'm going to k🔪ill my🔪self",
        "I am going to k\u200bil\u200bl my\u200bse\u200blf",
        "I want to ki\u00adll my\u00adself",
        "I will κιll mуself",
        "I will ｋｉｌｌ ｍｙｓｅｌｆ",
        "🅺🅸🅻🅻 🅼🆈🆂🅴🅻🅵",
        "I want to <b>kill</b> my<br>self",
        "I want to kill&nbsp;myself",
        "I want to k&#105;ll myself",
        "I am going to\nkill\nmyself",
        "I w4nt to d1e",
        "s3lf h@rm is all I have left",
        "I want to k*ll myself",
        "i want to killmyself",
        "thinking about sewerslide",
        "I just want to unalive myself",
        "gonna kms tonight",
        "gonna kms in the morning",
        "I want to end it all, your service was my last hope",
    ],
)
def test_who_hides_the_wish_to_die_is_heard(text):
    assert read(text).has("self_harm")


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("I'm going to sh00t you all", "threat_violence"),
        ("I will st@b you", "threat_violence"),
        ("I will kill y0u", "threat_violence"),
        ("I will kill\nyou", "threat_violence"),
        ("I'll unalive you", "threat_violence"),
        ("smell of g a s in the kitchen", "safety_hazard"),
        ("there is a smell of g@s", "safety_hazard"),
        ("smell of\ngas", "safety_hazard"),
        ("the boiler is on f1re", "safety_hazard"),
        ("you @sshole", "insult_agent"),
        ("you are worthl3ss", "insult_agent"),
        ("f🔥u🔥c🔥k you", "insult_agent"),
        ("F U C K  Y O U", "insult_agent"),
        ("f<b>u</b>ck you", "insult_agent"),
        ("fu.ckyou", "insult_agent"),
        ("<a href=x>I'll kill you</a>", "threat_violence"),
        ("Hello <a href=x><b>I'll kill you</b></a> goodbye", "threat_violence"),
        ('<font color="#fff">kill yourself</font>', "insult_agent"),
        ("go k y s", "insult_agent"),
        ("kill ur self", "insult_agent"),
        ("bull💩shit", "profanity"),
        ("what the f***", "profanity"),
    ],
)
def test_threats_hazards_and_insults_in_disguise_are_heard(text, signal):
    assert read(text).has(signal)


@pytest.mark.parametrize(
    "text",
    [
        "Part number K1LL-200 please",
        "Serial D1E-5H1T-4455",
        "My ASUS A55 laptop is slow",
        "The model is GA5-100 and it smells of nothing",
        "Please reply A.S.A.P., i.e. today",
        "My name is S-M-I-T-H",
        "It is spelt K I L L I A N, M A R Y K I L L I A N",
        "The wifi password is sh1tzu2020, the other b1tcoin",
        "My login is d34th_b0y and my gamertag k1ll3r",
        "Write to k.ill@example.com or www.kill-bill.com/die",
        "It cost £13.50, not £31.50, and 5 < 6",
        "🎉 thank 🎉 you 🎉 so 🎉 much",
        "Roses are red\nViolets are blue\nI ordered a kettle\nWhere are you",
        "Shopping list\nrope\ntablets\nready meals\nbelt",
        "Problem\ngas\nSmell\nnone",
        "The fire alarm\nmy order 4411",
        "P.O.S. terminal",
        "A B O blood group",
        "i need a b 0 arding pass",
        "Die Rechnung ist da\nGift für die Kinder",
        "T H A N K  Y O U",
        "<b>Order</b> 4411<br>self service",
        '<a href="x">Order 4411</a>, <i class=x>self service</i>',
        "<a href=x>I could murder a cup of tea</a> by now",
        "<li>Rope</li><li>tablets</li><li class=x>belt</li>",
        "It is 40 kms away",
        "5kms from town, or 12 kms by bus",
        "The KMS server does not activate Windows",
        "How many kms are on the clock?",
        "Please end it all on Friday: phone, TV and broadband",
        "You hurt my self-esteem",
        "Picasso-San is anti-Chassidus, r/jokes POST...ITS a joke about endangerment/abuse",
        "Ask @IAmPikey or @Beyond_Fatal",
    ],
)
def test_what_only_looks_like_a_disguise_is_left_alone(text):
    heard = read(text)
    assert heard.conduct == "ok"
    assert not ids(heard) & {*DANGERS, "profanity", "insult_agent", "discriminatory_abuse"}


@pytest.mark.parametrize(
    ("text", "signal", "shown"),
    [
        ("Hello. I will k1ll mys3lf now.", "self_harm", "k1ll mys3lf"),
        ("well, k i l l m y s e l f", "self_harm", "k i l l m y s e l f"),
        ("So: ki\u200bll my\u00adself, today", "self_harm", "ki\u200bll my\u00adself"),
        ("no <b>ki</b>ll my<br>self yes", "self_harm", "ki</b>ll my<br>self"),
        ("a k&#105;ll mys&#101;lf b", "self_harm", "k&#105;ll mys&#101;lf"),
        ("I will kill\nyou", "threat_violence", "I will kill\nyou"),
        ("So <a href=x>I'll kill you</a>.", "threat_violence", "I'll kill you"),
        ("you @sshole!", "profanity", "@sshole"),
    ],
)
def test_the_words_that_are_shown_are_those_the_person_wrote(text, signal, shown):
    assert shown in words_of(text, signal)


@pytest.mark.parametrize(
    "text",
    [
        "I am not going to k1ll mys3lf",
        "I will never h.u.r.t y0u, do not worry",
        'The sign said "I will k i l l you" in red',
        "The guard told me he will sh00t you",
        "I could k1ll for a coffee",
        "I almost d1ed laughing",
        "I shot mys3lf in the f00t there",
    ],
)
def test_denied_quoted_told_and_joked_stays_so_in_disguise(text):
    assert not ids(read(text)) & {"self_harm", "threat_violence"}
    assert read(text).conduct not in BEYOND_RUDE


@pytest.mark.parametrize(
    "text",
    [
        "I will c o m p l a i n about this",
        "This is a t3rrible service and I am fur1ous",
        "I w4nt a m@nager n0w",
        "I will g.o t.o t.h.e press",
        "It is a d!sgrace, I want my m0ney back",
    ],
)
def test_a_complaint_in_disguise_is_never_misconduct(text):
    assert read(text).conduct == "ok"


def test_who_was_asked_may_deny_it_in_disguise():
    heard = hear("I am not s u i c i d a l", "I want to die", "A: Are you thinking of ending your life?")
    assert "self_harm" not in ids(hear("I am not s u i c i d a l"))
    assert heard.conduct == "ok"


def test_what_the_plain_words_say_is_not_heard_twice():
    plain, both = read("I want to kill myself"), read("I want to kill myself, k1ll mys3lf")
    assert len(both.signal("self_harm").spans) == len(plain.signal("self_harm").spans)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("I can't go on, I will k1ll mys3lf", ""),
        ("The tablets are here by my side, I will k1ll mys3lf", "k1ll mys3lf"),
    ],
)
def test_a_plain_word_too_weak_to_show_hides_no_disguise(text, hidden):
    heard = read(text).signal("self_harm")

    assert heard.confidence >= 0.9
    assert not hidden or hidden in words_of(text, "self_harm")


def test_an_ordinary_message_is_never_looked_up():
    def asked():
        raise AssertionError("the lexicon was asked for")

    for text in (
        "I have waited for three weeks, and nobody called me back. Where's my parcel? It's order 4411 of 24 July.",
        "Hello team,\n\nmy kettle does not work\nand I want my money back (£45.00)!!!\nThanks\nAna",
        "Café Noël wouldn’t refund me – 100% rude… 🙂",
    ):
        assert disguises.undone(normalise(text), asked) is None


class Counted(frozenset):
    """A set that counts how often it was asked."""

    def __contains__(self, word):
        self.asked[0] += 1
        return super().__contains__(word)


def lookups(text):
    """How many words are looked up to undo what is hidden in this text."""
    known, telling = Counted(seen._hidden().known), Counted(seen._hidden().telling)
    known.asked = telling.asked = [0]
    disguises.undone(normalise(text), lambda: Lexicon(known, telling))
    return known.asked[0]


KINDS = [
    "k1ll mys3lf ",
    "k i l l m y s e l f ",
    "a b c d e f g h i j ",
    "x*y*z*1!1!1 ",
    "kill\nmyself\n",
    "<b>kill</b> ",
    "k_i_l_l_",
    "k.i",
    "κιll ",
    "1!|",
    "&#105;",
    "<a <a ",
    " \t",
    "a\n \t",
]


@pytest.mark.parametrize("kind", KINDS)
def test_undoing_a_text_four_times_as_long_takes_no_more_than_four_times_the_work(kind):
    short, long = (lookups(kind * (size // len(kind))) for size in (5_000, 20_000))
    assert long <= 4.2 * short + 2_000


@pytest.mark.parametrize("kind", KINDS[:6])
def test_a_hundred_thousand_characters_in_disguise_are_read(kind):
    book = seen.phrasebook()
    steps = []
    for size in (25_000, 100_000):
        book.steps = 0
        read(kind * (size // len(kind)))
        steps.append(book.steps)
    assert steps[1] <= 4.2 * steps[0] + 2_000


PIECES = [
    "k1ll",
    "k i l l",
    "my",
    "<b>",
    "</b>",
    "&amp;",
    "\u200b",
    "\u00ad",
    "🔪",
    "\n",
    " ",
    "_",
    "κι",
    "l",
    "@",
    "*",
    "é",
]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=14).map("".join))
def test_every_undone_word_stands_where_it_says_it_does(text):
    bare = disguises.undone(normalise(text), seen._hidden)
    if bare is not None:
        spans = list(zip(bare.text.starts, bare.text.ends, strict=True))
        assert all(0 <= first < last <= len(text) for first, last in spans + list(bare.places))
        assert spans == sorted(spans)
    for signal in read(text).signals:
        assert all(0 <= first < last <= len(text) for first, last in signal.spans)
