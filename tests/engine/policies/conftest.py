"""What the policies' tests share."""

import pytest
from tests.engine.policies.houses import shipped_text


@pytest.fixture
def shipped():
    """The text of the house.toml that comes with the product."""
    return shipped_text()
