"""What `./run bench forecast` says is worked out right: what is read, what is left out, what ends badly."""

import json

import pytest
from bench.forecast import SCORES, Said, Talk

from bench import forecast

THANKS, ANGRY = {"gratitude": 0.9, "negative": 0.1}, {"negative": 0.9}
BY_NAME = {score.name: score.of for score in SCORES}


def said(negative, **more):
    return Said(ours=False, heat=4 * negative, shown={"negative": negative}, **more)


def row(role, text, *sat):
    return {"role": role, "text": text, "action": "", "sat": list(sat)}


DIALOGUE = [
    row("USER", "I need a table for two tomorrow.", 3, 3, 3),
    row("SYSTEM", "Which city?"),
    row("USER", "I need a table for two, in Leeds.", 2, 3, 2),
    row("USER", "OVERALL", 4, 3, 4),
]


def test_each_score_has_its_own_name_and_its_reason():
    assert len(BY_NAME) == len(SCORES)
    assert all(score.reason for score in SCORES)


@pytest.mark.parametrize("score", SCORES, ids=lambda score: score.name)
def test_a_score_of_one_turn_or_none_is_a_number(score):
    assert score.of([]) == 0.0
    assert isinstance(score.of([said(0.5)]), float)


@pytest.mark.parametrize("name", ["heat, mean", "heat, recent", "heat, highest", "negative, mean", "negative, recent"])
def test_a_hotter_conversation_scores_higher(name):
    assert BY_NAME[name]([said(0.8), said(0.9)]) > BY_NAME[name]([said(0.1), said(0.2)])


def test_the_last_turn_weighs_twice_the_one_before():
    assert BY_NAME["negative, recent"]([said(0.0), said(0.9)]) == pytest.approx(0.6)
    assert BY_NAME["negative, recent"]([said(0.9), said(0.0)]) == pytest.approx(0.3)


def test_what_rises_has_a_slope_above_nothing_and_a_single_turn_has_none():
    assert BY_NAME["negative, slope"]([said(0.1), said(0.3), said(0.5)]) == pytest.approx(0.2)
    assert BY_NAME["negative, slope"]([said(0.5), said(0.1)]) < 0
    assert BY_NAME["heat, slope"]([said(0.5)]) == 0


def test_thanks_count_against():
    assert BY_NAME["negative less thanks"]([Said(False, shown=THANKS)]) == pytest.approx(-0.8)


def test_our_own_turns_are_not_read_as_the_customers():
    ours = Said(ours=True, shown=ANGRY | {"a_vague": 0.7})
    assert BY_NAME["negative, highest"]([said(0.2), ours]) == pytest.approx(0.2)
    assert BY_NAME["our harmful moves"]([said(0.2), ours]) == pytest.approx(0.7)


def test_one_heated_turn_between_calm_ones_is_no_quarrel_and_two_are():
    assert BY_NAME["two in a row"]([said(0.1), said(0.9), said(0.2)]) == pytest.approx(0.2)
    assert BY_NAME["two in a row"]([said(0.1), said(0.9), said(0.8)]) == pytest.approx(0.8)


def test_a_dialogue_is_read_on_both_sides_and_its_rating_is_not():
    talk = forecast._dialogue(DIALOGUE)
    assert [one.ours for one in talk.said] == [False, True, False]
    assert (talk.turns, talk.words) == (3, 17)
    assert "negative" in talk.said[0].shown
    assert "a_question" in talk.said[1].shown


def test_saying_it_again_is_told_by_the_words_of_the_same_side_alone():
    first, ours, second = forecast._dialogue(DIALOGUE).said
    assert first.again == ours.again == 0
    assert 0 < second.again < 1


def test_comments_are_read_each_alone_and_length_is_what_the_file_knows():
    talk = forecast._comments(" you are wrong & gt ; so there [SEP]  no, your point fails", 7)
    assert [one.ours for one in talk.said] == [False, False]
    assert (talk.turns, talk.words) == (7, 10)
    assert [one.you for one in talk.said] == [pytest.approx(1 / 5), pytest.approx(1 / 4)]


def test_satisfaction_is_the_mean_of_all_raters():
    assert forecast._overall(DIALOGUE) == pytest.approx(11 / 3)
    assert forecast._lowest(DIALOGUE) == pytest.approx(7 / 3)


def test_the_rival_is_the_best_that_length_can_be_whichever_way():
    badly = [True, False] * 20
    talks = [Talk((said(0.9 if bad else 0.1),), turns=2 if bad else 6, words=10) for bad in badly]
    length, *others = forecast._held("ends badly", talks, badly, "customer")
    assert length.measured == "fewer turns 1.000"
    assert "20 of 40" in length.how
    assert all("no" in one.how and "beats length" not in one.how for one in others)


def test_a_score_that_tells_where_length_does_not_is_said_to_beat_it():
    badly = [True, False] * 20
    talks = [Talk((said(0.9 if bad else 0.1),), turns=5, words=10) for bad in badly]
    found = {one.what: one for one in forecast._held("ends badly", talks, badly, "peers")}
    assert "beats length" in found["… heat, mean"].how
    assert "beats length" not in found["… heat, slope"].how
    assert "… rejections" not in found


def test_without_the_data_nothing_is_measured_and_it_says_so(monkeypatch, tmp_path):
    for folder in (None, tmp_path):
        monkeypatch.setattr(forecast, "DATA", folder)
        figures = list(forecast.measure())
        assert [one.measured for one in figures] == ["not measured"] * 2
        assert all("DATA_FOLDER" in one.how for one in figures)


def test_both_questions_are_asked_of_the_folder_that_is_named(monkeypatch, tmp_path):
    happy = [*DIALOGUE[:2], row("USER", "OVERALL", 5, 5, 4)]
    low = [row("USER", "No, that is wrong again.", 1, 2, 2), row("USER", "OVERALL", 1, 2, 2)]
    talks = [{"src": "fine [SEP] agreed", "tgt": False, "n": 2}, {"src": "you fool", "tgt": True, "n": 4}]
    talks.append({"src": "you fool [SEP] you too", "tgt": True, "n": 2})
    for name, rows in (("uss_sgd", [{"turns": happy}, {"turns": low}]), ("cga_cmv_valid", talks)):
        folder = tmp_path / "bench_only" / name
        folder.mkdir(parents=True)
        (folder / "all.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    monkeypatch.setattr(forecast, "DATA", tmp_path)
    lines = {one.what: one for one in forecast.measure() if not one.what.startswith("…")}
    asked = {what: one.how.split(";")[0] for what, one in lines.items()}
    assert asked == {
        "dissatisfied with the whole": "1 of 2",
        "second look: with the lowest turn": "1 of 2",
        "turns into an attack": "2 of 3",
        "second look: of which all is there": "1 of 2",
    }
