"""What lies in the repository: nothing of this or that machine, nothing of the conversations that judge us."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CONVERSATIONS = ROOT / "tests" / "conversations"
JUDGES = ("golden", "unseen", "later")
ANYBODYS = {
    "we apologise for any inconvenience",
    "apologise for any inconvenience caused",
    "apologise for any inconvenience this",
    "for any inconvenience this may",
    "any inconvenience this may have",
    "inconvenience this may have caused",
    "is very important to us",
    "have i got that right",
    "you won't need to repeat",
    "i want to get this",
    "i want to speak to",
}
"""Set phrases that belong to nobody: the empty formulas that the coach is there to find, and what all people say."""
ENGINE = ROOT / "src" / "unruffled" / "engine"

ABSOLUTE = re.compile(r"(?<![\w.:/<\"'=])/(?:work|root|home/\w+|Users/\w+|opt/pypi)\b")
REGISTRIES = re.compile(r"pypi\.org|pythonhosted|files\.python|npmjs|unpkg\.com|jsdelivr|artifactory", re.IGNORECASE)


def tracked(*patterns):
    """Return the files that git knows, as (name, text); what is not text is left out."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("the list of tracked files (this is not a git checkout)")
    for name in filter(None, listed.decode().split("\0")):
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue


def found(pattern, *, besides=()):
    hits = [(name, match.group()) for name, text in tracked() for match in [pattern.search(text)] if match]
    return [hit for hit in hits if hit[0] not in besides]


def test_no_file_names_a_place_on_somebodys_machine():
    assert found(ABSOLUTE, besides={"tests/house/test_files.py"}) == []


def test_no_file_names_a_package_registry():
    assert found(REGISTRIES, besides={"tests/house/test_files.py"}) == []


def test_every_pinned_dependency_has_a_hash():
    for name in ("base", "test"):
        lock = (ROOT / "requirements" / f"{name}.txt").read_text()
        pinned = re.split(r"\n(?=\S)", lock.strip())

        assert all("==" in entry and "--hash=sha256:" in entry for entry in pinned)


def test_the_locks_hold_every_dependency_of_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements/test.txt").read_text(), re.MULTILINE))

    missing = {spelled(re.match(r"[\w.-]+", entry)[0]) for entry in wanted} - pinned

    assert missing == set(), "run ./run lock"


def test_both_locks_pin_the_same_versions():
    base, test = (
        dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE))
        for name in ("base", "test")
    )

    assert {name: version for name, version in base.items() if test.get(name) != version} == {}


def spelled(name):
    return re.sub(r"[-_.]+", "-", name).lower()


# The engine's data must not repeat what judges it --------------------------------------------------------------------


def runs_of_five(text):
    words = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
    return {" ".join(words[start : start + 5]) for start in range(len(words) - 4)}


@pytest.fixture(scope="module")
def judged_runs():
    stories = [story for folder in JUDGES for story in sorted((CONVERSATIONS / folder).glob("*.yml"))]
    assert len(stories) >= 40
    turns = [turn["text"] for story in stories for turn in yaml.safe_load(story.read_text())["turns"]]
    return set().union(*map(runs_of_five, turns)) - ANYBODYS


def test_engine_data_shares_no_five_words_with_a_conversation_that_judges_it(judged_runs):
    shared = {
        (file.relative_to(ENGINE).as_posix(), run)
        for file in ENGINE.rglob("*.toml")
        for text in texts_in(tomllib.loads(file.read_text()))
        for run in runs_of_five(text) & judged_runs
    }

    assert not shared, "\n" + "\n".join(f"{name}: {run}" for name, run in sorted(shared))


def test_engine_code_shares_no_five_words_with_a_conversation_that_judges_it(judged_runs):
    shared = {
        (file.relative_to(ENGINE).as_posix(), run)
        for file in ENGINE.rglob("*.py")
        for run in runs_of_five(file.read_text()) & judged_runs
    }

    assert not shared, "\n" + "\n".join(f"{name}: {run}" for name, run in sorted(shared))


def texts_in(value):
    """Return every piece of text of a data file."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in inside for text in texts_in(part)]
