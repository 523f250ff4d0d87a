"""What `./run bench reader` says is worked out right, and it says so where a peer or the data is missing."""

import pytest

from bench import reader


def test_a_peer_that_is_not_installed_is_named_and_not_measured(monkeypatch):
    def missing():
        raise ImportError

    monkeypatch.setattr(reader, "PEERS", {"VADER": missing, "other": lambda: len})
    reader._peer.cache_clear()
    assert reader._beside(("VADER", "other"), lambda score: str(score("four"))) == "VADER is not installed · other 4"
    reader._peer.cache_clear()


def test_marked_words_score_by_their_characters(monkeypatch):
    found = reader.model.Opinion({}, {"abuse:words": ((4, 9),)})
    monkeypatch.setattr(reader.model, "opinion", lambda text: found)
    assert reader._overlap([("You idiot", set(range(4, 9)))]) == 1.0
    assert reader._overlap([("You idiot", set(range(4, 9)) | {0, 1, 2})]) == pytest.approx(10 / 13)
    assert reader._overlap([("You idiot", set())]) == 0.0


def test_without_a_data_folder_an_archive_is_made_of_our_own_lines_none_twice(monkeypatch):
    monkeypatch.setattr(reader, "DATA", None)
    texts, what = reader._old_messages()
    assert len(set(texts)) == len(texts) == reader.ARCHIVE
    assert "test set" in what
