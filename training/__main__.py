"""`./run train`: rebuilds the packaged reader from data, or measures it. See README.md beside this file."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from training.sources import NotThePinnedFile

if TYPE_CHECKING:
    from training import recipe

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "src" / "unruffled" / "engine" / "reader" / "weights"
FUSION = WEIGHTS.parent / "fusion.toml"
CARD = HERE.parent / "docs" / "reference" / "reader-model.md"


def main(argv: list[str]) -> int:
    """Do what is asked; exit status 2 if an input is not the pinned one."""
    asked = _parser().parse_args(argv)
    asked.work.mkdir(parents=True, exist_ok=True)
    try:
        _do(asked)
    except NotThePinnedFile as wrong:
        print(f"train: {wrong}. training/pins.toml says what is needed.", file=sys.stderr)
        return 2
    return 0


def _do(asked: argparse.Namespace) -> None:
    # Imported here, so that --help needs no torch.
    from training import card, recipe

    places = recipe.Places(
        data=asked.data,
        lines=HERE / "lines",
        strange=HERE / "strange",
        work=asked.work,
        weights=asked.weights,
        processes=asked.processes or recipe.usual_processes(),
    )
    if asked.step in BESIDES:
        BESIDES[asked.step](places, asked)
        return
    if asked.step == "all":
        recipe.train(places)
    if asked.step in {"all", "finish"}:
        recipe.finish(places, name=asked.name)
    card.write(
        CARD, weights=asked.weights, data=asked.data, tests=HERE / "test", full=asked.work / "built" / "full.onnx"
    )


def _tweets(places: "recipe.Places", asked: argparse.Namespace) -> None:
    from training import tweets

    tweets.measure(places)


def _fit(places: "recipe.Places", asked: argparse.Namespace) -> None:
    from training import shown

    for table in shown.fit(places.lines, places.strange, places.data):
        print(table, flush=True)


def _rates(places: "recipe.Places", asked: argparse.Namespace) -> None:
    from training import rates

    if not asked.before:
        raise SystemExit("train: --step rates needs --before FOLDER: the weights that fusion.toml was written for")
    for line in rates.carry(FUSION, places, asked.before):
        print(line, flush=True)


BESIDES = {"rates": _rates, "fit": _fit, "tweets": _tweets}
"""Steps after which the figures stay as they are."""


def _next_name() -> str:
    """The version after the packaged one: what readings carry must tell one reader from another."""
    packaged = json.loads((WEIGHTS / "reader.json").read_text("utf-8"))["name"]
    month, number = packaged.rsplit(".", 1)
    return f"{month}.{int(number) + 1}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run train", description=__doc__)
    parser.add_argument("data", type=Path, help="the unpacked folder train_sets")
    parser.add_argument(
        "--step",
        choices=("all", "finish", "evaluate", *BESIDES),
        default="all",
        help="all of it, from where it was stopped; export and calibration; figures; the thresholds of fusion.toml, "
        "carried over from the weights --before; tables for probable.toml, to look at; TweetEval",
    )
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="scratch: base weights, checkpoints")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="where the packaged weights are written")
    parser.add_argument("--name", default=_next_name(), help="the version that readings will carry (usual: the next)")
    parser.add_argument("--before", type=Path, help="the weights before these, for --step rates")
    parser.add_argument("--processes", type=int, default=0, help="learning processes of one thread (usual: the cores)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
