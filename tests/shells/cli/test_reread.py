"""`unruffled reread` says how far it is, and that all is done."""

import pytest

from unruffled.desk.conversations import queries
from unruffled.engine import reader
from unruffled.shells.cli import reread

pytestmark = pytest.mark.django_db


def test_the_whole_history_is_read_anew(a_conversation, an_angry_conversation, capsys):
    for conversation in (a_conversation, an_angry_conversation):
        conversation.messages.update(reader="rules-0")

    assert reread.main([]) == 0

    shown = capsys.readouterr()
    assert "2 of 2 conversations" in shown.err
    assert shown.out == "Everything has been read by today's reader.\n"
    assert queries.count_read_by_others(reader.version()) == 0


def test_stopped_it_says_that_what_is_done_is_kept(a_conversation, capsys, monkeypatch):
    a_conversation.messages.update(reader="rules-0")

    def stop(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(reread.reread, "go_on", stop)
    assert reread.main([]) == 130
    assert "What is done is kept" in capsys.readouterr().err


def test_what_could_not_be_read_is_said(a_conversation, capsys, monkeypatch):
    a_conversation.messages.update(reader="rules-0")

    def broken(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(reread.reread.conversations, "keep", broken)
    assert reread.main([]) == 1
    assert capsys.readouterr().out == "1 could not be read again; the log says why.\n"


def test_with_nothing_to_do_it_says_so_at_once(a_conversation, capsys):
    assert reread.main([]) == 0
    assert capsys.readouterr().err == ""
