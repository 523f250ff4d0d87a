"""What docs/reference/api.md says of a first call is what happens."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "api.md").read_text("utf-8")


def test_the_first_call_of_the_page_is_answered_as_the_page_says(as_mia):
    (body,) = re.findall(r"-d '(\{.*?\})'", PAGE, re.DOTALL)
    (said,) = re.findall(r"answers `(\{.*?\})`", PAGE)
    answer = as_mia.post("/inbound", body)

    assert answer.status_code == 201, answer.content
    assert set(answer.json()) == set(re.findall(r'"(\w+)":', said))
    assert as_mia.get("/conversations", limit=5).json()["items"][0]["contact"] == "Nina"
