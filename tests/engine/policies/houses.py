"""Houses for tests: the one that comes with the product, with some numbers of one section changed."""

from dataclasses import replace
from importlib import resources

from unruffled.engine.policies.house import House, default


def a_house(**sections: dict) -> House:
    """The shipped house with these values: a_house(calendar={"holidays": [...]})."""
    house = default()
    changed = {}
    for name, values in sections.items():
        section = getattr(house, name)
        kept = {key: frozenset(v) if isinstance(getattr(section, key), frozenset) else v for key, v in values.items()}
        changed[name] = replace(section, **kept)
    return replace(house, **changed)


def shipped_text() -> str:
    """The text of the house.toml that comes with the product."""
    return resources.files("unruffled.engine.policies").joinpath("house.toml").read_text("utf-8")
