"""Training starts from the pinned files or not at all."""

from pathlib import Path

import pytest

from training import sources


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(sources.NotThePinnedFile, match=r"goemotions/\w+\.jsonl is not there"):
        sources.check(tmp_path)


def test_a_changed_file_is_named_with_both_hashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").write_text("{}")
    pins = tmp_path / "pins.toml"
    pins.write_text('[data]\n"a.jsonl" = "00"\n')
    monkeypatch.setattr(sources, "PINS", pins)
    with pytest.raises(sources.NotThePinnedFile, match=rf"{sources.sha256(tmp_path / 'a.jsonl')}, not 00"):
        sources.check(tmp_path)


def test_pinned_files_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").write_text("{}")
    pins = tmp_path / "pins.toml"
    pins.write_text(f'[data]\n"a.jsonl" = "{sources.sha256(tmp_path / "a.jsonl")}"\n')
    monkeypatch.setattr(sources, "PINS", pins)
    assert sources.check(tmp_path) is None


def test_what_may_only_be_measured_is_not_read_by_any_corpus() -> None:
    pytest.importorskip("numpy")
    from training.corpora import SOURCES

    text = Path(sources.__file__).with_name("corpora.py").read_text("utf-8")
    assert "bench_only" not in text
    assert set(SOURCES) == {"goemotions", "xed", "toxic_spans", "davidson", "multidogo", "banking77", "politeness"}


def test_the_base_weights_are_pinned() -> None:
    assert sources.pins()["base"]["files"]["model.safetensors"].startswith("53aa51172d14")
