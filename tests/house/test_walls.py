"""The walls between floors and rooms (ARCHITECTURE.md): they hold, and each notices when somebody climbs over."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CLIMBS = {
    "1. Floors": ("unruffled/desk/climber.py", "import unruffled.shells"),
    "2. The engine knows nothing": ("unruffled/engine/reader/climber.py", "import socket"),
    "3. Rooms of the engine": ("unruffled/engine/vocabulary.py", "import unruffled.engine.rules"),
    "3b. Only reader.model": ("unruffled/desk/climber.py", "import numpy"),
    "4. Rooms of the desk": ("unruffled/desk/journal/climber.py", "import unruffled.desk.people"),
    "5. Channels and archive": ("unruffled/channels/climber.py", "import django"),
    "6. Shells do not know": ("unruffled/shells/live/climber.py", "import unruffled.shells.console"),
    "7. Models are touched": ("unruffled/shells/climber.py", "import unruffled.desk.people.models"),
    "7b. Shells act through flows": ("unruffled/shells/climber_too.py", "import unruffled.desk.people.actions"),
    "8. Insight never acts": ("unruffled/insight/climber.py", "import unruffled.desk.people.actions"),
    "9. No circles": ("unruffled/desk/people/climber.py", "import unruffled.desk.people.climber_too"),
}


def test_every_wall_holds():
    done = judged(ROOT / "src")

    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def verdict(tmp_path_factory):
    """What the linter says of a copy of the house in which somebody climbs over every wall."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(
        ROOT / "src", copy / "src", ignore=lambda folder, names: [n for n in names if not is_code(folder, n)]
    )
    for room in ("desk/people", "desk/journal", "shells/console", "shells/live"):
        folder = copy / "src" / "unruffled" / room
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    for module in ("desk/people/models.py", "desk/people/actions.py", "engine/rules.py"):
        (copy / "src" / "unruffled" / module).touch()
    for place, line in CLIMBS.values():
        with (copy / "src" / place).open("a") as file:
            file.write(f"\n{line}\n")
    (copy / "src/unruffled/desk/people/climber_too.py").write_text("import unruffled.desk.people.climber\n")
    shutil.copy(ROOT / "pyproject.toml", copy)
    return judged(copy / "src").stdout


def is_code(folder, name):
    return name.endswith(".py") or ("." not in name and name != "__pycache__")


@pytest.mark.parametrize("wall", CLIMBS)
def test_climbing_over_is_noticed(verdict, wall):
    broken = rf"^{re.escape(wall)}.* BROKEN( \(\d+ ignored imports?\))?$"
    assert re.search(broken, verdict, re.MULTILINE), verdict


def test_a_room_that_nobody_placed_is_noticed(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "src/unruffled/attic").mkdir()
    (tmp_path / "src/unruffled/attic/__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)

    assert re.search(r"^1\. Floors.* BROKEN$", judged(tmp_path / "src").stdout, re.MULTILINE)


def judged(source):
    """Run the import linter over a source folder with the contracts beside it."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", source.parent / "pyproject.toml"],
        cwd=source.parent,
        env={"PYTHONPATH": str(source), "PATH": "/usr/bin:/bin", "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
