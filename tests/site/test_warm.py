"""The engine is ready before somebody waits for it."""

import pytest

from unruffled.engine.reader import exchange, model, seen
from unruffled.site import warm


def test_what_is_loaded_once_is_loaded_by_warming_up():
    seen.phrasebook.cache_clear()
    exchange.phrasebook.cache_clear()

    warm.engine()

    assert seen.phrasebook.cache_info().currsize == 1
    assert exchange.phrasebook.cache_info().currsize == 1


@pytest.fixture
def damaged_weights(tmp_path, monkeypatch):
    """An installation whose weights are not those that were built."""
    (tmp_path / "reader.onnx").write_bytes(b"not what was built")
    monkeypatch.setattr(model, "WEIGHTS", tmp_path)
    forget()
    yield
    forget()


def forget():
    model._opinion.cache_clear()
    model._once.cache_clear()


def test_what_cannot_be_read_is_said_and_keeps_nothing_from_starting(damaged_weights, capsys):
    warm.engine()

    assert "nothing can be read: reader.onnx of the reader is not the file that was built" in capsys.readouterr().err
