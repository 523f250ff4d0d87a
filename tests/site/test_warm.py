"""The engine is ready before somebody waits for it."""

from unruffled.engine.reader import exchange, seen
from unruffled.site import warm


def test_what_is_loaded_once_is_loaded_by_warming_up():
    seen.phrasebook.cache_clear()
    exchange.phrasebook.cache_clear()

    warm._read_once()

    assert seen.phrasebook.cache_info().currsize == 1
    assert exchange.phrasebook.cache_info().currsize == 1
