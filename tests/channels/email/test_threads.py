"""Which mails belong together: by the ids they name, in any order, and by nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from unruffled.channels.email.threads import threads


def test_an_answer_belongs_to_what_it_answers_whichever_lies_first():
    assert threads([("<b>", ["<a>"]), ("<x>", []), ("<a>", [])]) == [[0, 2], [1]]


def test_two_answers_to_a_mail_that_is_missing_belong_together():
    assert threads([("<b>", ["<gone>"]), ("<c>", ["<gone>"])]) == [[0, 1]]


def test_mails_without_ids_stay_alone():
    assert threads([("", []), ("", []), ("", [""])]) == [[0], [1], [2]]


def test_a_late_mail_joins_two_conversations_that_were_one():
    assert threads([("<a>", []), ("<b>", []), ("<c>", ["<a>", "<b>"])]) == [[0, 1, 2]]


def test_a_mail_that_refers_to_itself_is_one_conversation():
    assert threads([("<a>", ["<a>", "<a>"])]) == [[0]]


ids = st.sampled_from(["", "<a>", "<b>", "<c>", "<d>", "<e>"])


@given(st.lists(st.tuples(ids, st.lists(ids, max_size=3)), max_size=12))
def test_every_mail_is_in_exactly_one_conversation_and_shared_ids_are_never_parted(mails):
    found = threads(mails)
    assert sorted(n for group in found for n in group) == list(range(len(mails)))
    place = {n: k for k, group in enumerate(found) for n in group}
    for n, (own, references) in enumerate(mails):
        for m, (other, others) in enumerate(mails):
            if {own, *references} & {other, *others} - {""}:
                assert place[n] == place[m]
