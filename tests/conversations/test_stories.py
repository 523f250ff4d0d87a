"""The conversations that judge the reader are stories that anybody could give to `unruffled read`."""

from pathlib import Path

import pytest

from unruffled.archive import records
from unruffled.archive.sides import Us

HERE = Path(__file__).parent
STORIES = [path for path in sorted(HERE.glob("*/*.yml")) if "\nturns:" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_each_conversation_is_a_story_as_the_format_says(path):
    (story,) = records.load_yaml(path, Us())

    assert [turn.n for turn in story.turns] == list(range(1, len(story.turns) + 1))
