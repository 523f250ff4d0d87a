"""Words to say with a place that the record cannot fill: marked, named, and never sent as they are."""

import html
import re

import pytest
from django.urls import reverse

from cast import last_of
from unruffled.engine import coach, playbook
from unruffled.engine.playbook.phrases import slots
from unruffled.engine.policies.safety import protocols
from unruffled.shells.console.screens.guidance import readable, slotted
from unruffled.shells.console.screens.words import SLOTS

PHRASES = sorted(
    {words for one in (*playbook.default_cards(), *protocols().values()) for words in one.say if slots(words)}
)
SAY_IT_THEMSELVES = {"time"}


@pytest.mark.parametrize("slot", sorted({slot for words in PHRASES for slot in slots(words)} - SAY_IT_THEMSELVES))
def test_every_blank_says_what_belongs_there(slot):
    assert SLOTS[slot]
    assert "_" not in SLOTS[slot]


@pytest.mark.parametrize("words", PHRASES)
def test_a_blank_is_the_same_in_the_card_and_in_the_reply_and_cannot_be_sent(words):
    in_reply, in_card = readable(words), slotted(words)
    blanks = [in_reply[a:b] for a, b in coach.unfilled(in_reply)]

    assert len(blanks) == len(re.findall(r"\{[a-z_]+\}", words))
    assert re.findall(r'<span class="slot"[^>]*>(⟨[^<]+⟩)</span>', in_card) == blanks
    assert html.unescape(re.sub(r"<[^>]*>", "", in_card)) == in_reply


def test_what_a_person_wrote_between_such_marks_is_no_markup():
    assert "<b>" not in slotted("I ring by ⟨<b>time</b>⟩.")


def test_words_inserted_as_they_stand_are_refused_and_the_blanks_named(mias_open_page, an_abusive_conversation):
    page = mias_open_page.get(reverse("conversation", args=[an_abusive_conversation.pk])).content.decode()
    offered = [html.unescape(words) for words in re.findall(r'data-(?:insert|say-words)="([^"]*)"', page)]
    words = next(words for words in offered if coach.unfilled(words))

    answer = mias_open_page.post(
        reverse("replies", args=[an_abusive_conversation.pk]), {"text": words, "seen": last_of(an_abusive_conversation)}
    )

    assert answer.status_code == 422
    first = words[slice(*coach.unfilled(words)[0])]
    assert f"Fill in {first}" in html.unescape(answer.content.decode())


def test_the_coach_waits_with_what_it_says_until_a_blank_of_ours_is_filled(mias, an_angry_conversation):
    def told(words):
        return mias.post(reverse("draft", args=[an_angry_conversation.pk]), {"text": words}).json()

    waiting = told("We will look into ⟨what⟩ as soon as possible.")
    filled = told("We will look into the van as soon as possible.")

    assert waiting["remarks"] == []
    assert "vague_promise" in [remark["id"] for remark in filled["remarks"]]
