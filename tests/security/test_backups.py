"""A backup holds every secret: nobody may wait for it with a file or link of his own (RELIABILITY hole 21)."""

import pytest

from unruffled.site import backup


@pytest.fixture
def a_dump(tmp_path, monkeypatch):
    monkeypatch.setenv("UNRUFFLED_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "secret.key").write_text("very secret")
    (tmp_path / "database.dump").write_bytes(b"rows")
    return tmp_path / "database.dump"


def test_a_link_that_waits_where_the_backup_is_written_is_not_followed(a_dump, tmp_path):
    elsewhere, draft = tmp_path / "elsewhere", tmp_path / ".unruffled.tar.part"
    elsewhere.write_text("mine")
    draft.symlink_to(elsewhere)

    backup._pack(draft, a_dump, {})

    assert elsewhere.read_text() == "mine"
    assert not draft.is_symlink()


def test_a_file_that_others_may_read_does_not_become_the_backup(a_dump, tmp_path):
    draft = tmp_path / ".unruffled.tar.part"
    draft.touch()
    draft.chmod(0o666)

    with draft.open() as readers:
        backup._pack(draft, a_dump, {})

        assert readers.read() == ""
    assert draft.stat().st_mode & 0o777 == 0o600
