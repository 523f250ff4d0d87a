"""The `unruffled` command: help, versions, wrong words; and reading files never wakes Django."""

import subprocess
import sys

import pytest

import unruffled
from unruffled.site import command


def test_without_a_word_it_says_what_there_is(capsys):
    assert command.main([]) == 0
    assert "unruffled COMMAND" in capsys.readouterr().out


def test_it_knows_its_version(capsys):
    assert command.main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"unruffled {unruffled.__version__}"


def test_a_wrong_word_is_answered_with_the_right_ones(capsys):
    assert command.main(["raed"]) == 2
    said = capsys.readouterr().err
    assert "'raed'" in said
    assert "up" in said


def test_what_only_the_supervisor_calls_is_not_offered(capsys):
    command.main(["--help"])
    offered = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")}
    assert not offered & {"web", "worker", "prepare"}


@pytest.mark.parametrize("word", ["read", "check"])
def test_reading_files_never_sets_up_django(word):
    script = f"""
import sys
from unruffled.site import command
try:
    command.main([{word!r}, "--help"])
except SystemExit:
    pass
print(sorted(name for name in sys.modules if name.split(".")[0] in ("django", "psycopg", "procrastinate")))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip().splitlines()[-1] == "[]", done.stdout + done.stderr


def test_a_reader_that_goes_away_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m unruffled.site.command --help | true",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
