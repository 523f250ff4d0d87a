"""Whoever gets the reader gets the names of those whose work it was made from: here, in the wheel, by `--about`."""

import json
import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from flit_core import buildapi

from unruffled.shells.cli import read

ROOT = Path(__file__).resolve().parents[2]
NOTICE = (ROOT / "NOTICE").read_text("utf-8")
CARD = (ROOT / "training" / "card.md").read_text("utf-8")
TABLE = re.search(r"^\| data \| licence \| .*\n.*\n((?:\|.*\n)+)", CARD, re.MULTILINE)[1]
DATA = re.findall(r"^\| ([^|(]+?)(?: \([^|]*\))? \| ([^|]+) \|", TABLE, re.MULTILINE)


def section(title: str) -> str:
    found = re.search(rf"^{re.escape(title)}\n((?: {{4}}.*\n)+)", NOTICE, re.MULTILINE)
    return found[1] if found else ""


def folders() -> set[str]:
    pinned = tomllib.loads((ROOT / "training" / "pins.toml").read_text("utf-8"))["data"]
    return {name.split("/")[0] for name in pinned} - {"bench_only"}


def test_the_table_of_the_card_was_found():
    assert ("GoEmotions", "CC BY 4.0") in DATA
    assert len(DATA) == len(TABLE.splitlines()) == len(folders()) + 1


@pytest.mark.parametrize(("title", "licence"), DATA)
def test_every_row_of_the_cards_data_table_is_named_with_its_licence_its_makers_and_its_home(title, licence):
    said = section(title)

    assert f"licence: {licence}, " in said
    assert "by: " in said
    assert title == "our own lines" or "https://" in said.partition("home: ")[2].splitlines()[0]


def test_every_licence_is_linked_or_printed():
    for line in re.findall(r"licence: .+", NOTICE):
        assert "https://" in line or line.endswith(", text below"), line
    assert "THE SOFTWARE IS PROVIDED" in NOTICE


def test_everything_that_trains_is_named_and_nothing_else():
    assert set(re.findall(r"in training: (\w+)$", NOTICE, re.MULTILINE)) == folders()


def test_the_base_is_the_pinned_one():
    pinned = tomllib.loads((ROOT / "training" / "pins.toml").read_text("utf-8"))["base"]["model"]
    name, licence = re.fullmatch(r"(\S+) \((\S+)\)", pinned).groups()

    assert f"licence: {licence}, " in section(name)


def test_the_wheel_carries_it_beside_the_weights(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / buildapi.build_wheel(str(tmp_path))) as wheel:
        names = {name.partition("/")[2]: name for name in wheel.namelist()}

        assert {"engine/reader/weights/reader.onnx", "licenses/LICENSE", "licenses/NOTICE"} <= names.keys()
        assert wheel.read(names["licenses/NOTICE"]).decode() == NOTICE


def test_the_reader_says_where_it_lies(capsys):
    assert read.main(["--about"]) == 0

    assert Path(json.loads(capsys.readouterr().out)["notice"]).read_text("utf-8") == NOTICE


def test_an_installed_reader_says_where_it_lies_too(tmp_path, monkeypatch, capsys):
    """Beside a package that was installed there is no checkout; the file lies among its licences."""
    lies = tmp_path / "unruffled-0.1.0.dist-info" / "licenses" / "NOTICE"
    lies.parent.mkdir(parents=True)
    lies.write_text(NOTICE)
    (lies.parents[1] / "METADATA").write_text("Metadata-Version: 2.4\nName: unruffled\nVersion: 0.1.0\n")
    (lies.parents[1] / "RECORD").write_text("unruffled-0.1.0.dist-info/licenses/NOTICE,,\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(read, "__file__", str(tmp_path / "a/b/c/d/e/read.py"))
    read.main(["--about"])

    assert json.loads(capsys.readouterr().out)["notice"] == str(lies)
