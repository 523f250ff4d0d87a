"""What is not English is told, and not guessed at; what is English is never called anything else."""

import json
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.engine import reader
from unruffled.engine.coach import hints
from unruffled.engine.follow import as_document, follow
from unruffled.engine.reader import language, model
from unruffled.engine.reader.lexicon import PhraseError
from unruffled.engine.stored import restored, stored
from unruffled.engine.vocabulary import LANGUAGES, Context, Story, Turn

HERE = Path(__file__).parent
SHORT = {file.stem: file.read_text("utf-8").splitlines() for file in sorted((HERE / "short").glob("*.txt"))}
TABLE = tomllib.loads((HERE / "foreign.toml").read_text("utf-8"))
MORE = tomllib.loads((HERE / "foreign_more.toml").read_text("utf-8"))
FOREIGN = [(code, text) for code in TABLE if code != "english" for text in TABLE[code]]
GERMAN, FRENCH = TABLE["de"][0], TABLE["fr"][1]


def told(*said, channel="email"):
    turns = tuple(Turn(n, by, float(n), text, channel) for n, (by, text) in enumerate(said, start=1))
    return Story(channel, turns)


def steps(*said):
    return follow(told(*said))


@pytest.mark.parametrize(("code", "text"), FOREIGN)
def test_a_sentence_in_another_language_is_told(code, text):
    assert language.of(text) == code


def test_of_sentences_nobody_chose_words_for_most_are_told_and_none_as_another_language():
    found = [(language.of(text), code) for code, texts in MORE.items() for text in texts]

    assert len(found) > 140
    assert {told for told, code in found if told != code} == {""}
    assert sum(told == code for told, code in found) >= 0.8 * len(found)


@pytest.mark.parametrize("text", TABLE["english"])
def test_english_with_foreign_names_or_greetings_is_never_called_foreign(text):
    assert language.of(text) == ""


def of_words(code, fewest):
    """The short messages of this language that have so many words."""
    return [text for text in SHORT[code] if len(text.split()) >= fewest]


@pytest.mark.parametrize("code", ["de", "fr", "es"])
def test_of_german_french_and_spanish_messages_of_four_words_nine_in_ten_are_told(code):
    texts = of_words(code, 4)

    assert len(texts) > 80
    assert sum(language.of(text) == code for text in texts) >= 0.9 * len(texts)


@pytest.mark.parametrize("code", ["it", "pt", "nl", "pl", "tr"])
def test_of_messages_of_five_words_in_other_languages_nine_in_ten_are_told_to_be_no_english(code):
    texts = of_words(code, 5)

    assert len(texts) > 15
    assert sum(bool(language.of(text)) for text in texts) >= 0.9 * len(texts)


def test_of_short_messages_hardly_any_is_told_as_another_language():
    wrong = [(text, told) for code in SHORT if code[:2] != "en" for text in SHORT[code]
             if (told := language.of(text)) not in ("", code)]  # fmt: skip

    assert len(wrong) <= 4, wrong


@pytest.mark.parametrize("part", ["en", "en_later"])
def test_short_english_full_of_names_dishes_and_dialects_is_hardly_ever_called_foreign(part):
    marked = [text for text in SHORT[part] if language.of(text)]

    assert len(marked) <= 0.005 * len(SHORT[part]), marked


@pytest.mark.parametrize("text", ["Cinco de Mayo hats", "Nuestra Señora de Guadalupe school", "Costa del Sol"])
def test_what_stands_in_names_only_tells_nothing(text):
    assert language.of(text) == ""


@pytest.mark.parametrize("text", ["merci beaucoup mate", "hasta la vista baby", "Vielen Dank!", "por favor"])
def test_a_borrowed_greeting_or_joke_tells_nothing(text):
    assert language.of(text) == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [("koennen sie das pruefen", "de"), ("j ai rien recu", "fr"), ("todavia no llego nada", "es")],
)
def test_words_are_known_without_their_accents(text, code):
    assert language.of(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Где мой заказ? Я жду уже две недели.", "und"),
        ("商品がまだ届いていません", "ja"),
        ("주문한 물건이 아직 안 왔어요", "ko"),
        ("我的订单还没有到", "zh"),
        ("Πού είναι η παραγγελία μου;", "el"),
        ("איפה ההזמנה שלי?", "he"),
        ("أين طلبي؟ أنتظر منذ أسبوعين", "und"),
        ("Beställningen har inte kommit än och ingen på företaget svarar på mina frågor, var är våra pengar", "und"),
        ("Už tři týdny čekám na zboží a nikdo mi neodpovídá, chci vrátit peníze", "und"),
    ],
)
def test_another_script_or_a_language_without_a_list_is_told_too(text, code):
    assert language.of(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "уоu аrе а ѕсаm",  # Latin words with look-alike letters among them
        "My order for Владимир has not arrived",
        "𝗜 𝗮𝗺 𝘀𝗼 𝗮𝗻𝗴𝗿𝘆 with your shop right now",
        "I want a refund 😡😡😡😡😡😡",
    ],
)
def test_odd_letters_in_english_are_no_other_language(text):
    assert language.of(text) == ""


@pytest.mark.parametrize("folder", ["lines", "test"])
def test_no_line_that_the_reader_learnt_or_was_tested_on_is_called_foreign(folder):
    """Ten thousand English lines in many registers, dialects among them: fewer than 1 in 500 may be marked."""
    files = sorted((HERE.parents[2] / "training" / folder).glob("*.jsonl"))
    rows = chain.from_iterable(file.read_text("utf-8").splitlines() for file in files)
    texts = [row.get("t") or row.get("text") or "" for row in map(json.loads, rows)]
    marked = [text for text in texts if language.of(text)]

    assert len(texts) > 1000
    assert len(marked) < 0.002 * len(texts), marked[:5]


def test_it_looks_at_the_ends_only_however_long_a_text_is():
    looked_at = []

    def count(frame, event, _):
        looked_at.append(frame.f_lineno) if event == "line" else None
        return count

    def lines_for(text):
        looked_at.clear()
        language._of_beginning.cache_clear()
        language._is_plain.cache_clear()
        sys.settrace(count)
        try:
            language.of(text)
        finally:
            sys.settrace(None)
        return len(looked_at)

    short = GERMAN * 30
    assert lines_for(short * 1000) <= lines_for(short) + 5


@pytest.mark.parametrize("times", [1, 5, 30])
def test_what_is_said_again_and_again_stays_in_its_language(times):
    assert language.of(GERMAN * times) == "de"


def test_of_a_long_text_only_its_ends_are_kept_in_memory():
    language._of_beginning.cache_clear()
    beginning = (GERMAN * 1000)[: language.LOOKED_AT]

    assert {language.of(beginning + more) for more in ("", "a" * 9_000, "b" * 9_000)} == {"de"}
    assert language._of_beginning.cache_info().currsize == 3


def test_english_behind_a_long_foreign_beginning_is_read():
    english = "You are a disgrace and I know what I would like to say to you, so read this and do it now. " * 14
    assert language.of(GERMAN * 60 + english) == ""


@given(st.text())
def test_any_text_has_a_language_or_none(text):
    assert language.of(text) in {"", *LANGUAGES}


# What becomes of it -------------------------------------------------------------------------------------------------


def test_nothing_is_guessed_of_a_foreign_message():
    [step] = steps(("customer", "SIE SIND UNFÄHIG!!! Ich warte seit drei Wochen und niemand antwortet mir!!!"))

    reading = step.reading
    assert (reading.language, reading.heat_score, reading.heat, reading.conduct) == ("de", None, None, "ok")
    assert reading.signals == ()
    assert step.moves == ()


MIXED = "Nobody calls me back and I am furious about it. Ich warte seit drei Wochen auf die Lampe."


@pytest.mark.parametrize(
    ("text", "partly"),
    [
        (MIXED, "de"),
        ("I have been charged twice. Je veux être remboursé immédiatement. Nobody picks up the phone.", "fr"),
        ("Llevo tres semanas esperando mi pedido. I want my money back today, please answer me.", "es"),
        ("I live in Rue de la Paix. The order never came and I am cross.", ""),
        ("Hola! Where is my order, it has been three weeks. Gracias.", ""),
    ],
)
def test_of_a_mixed_message_the_english_sentences_are_read_and_the_others_named(text, partly):
    [step] = steps(("customer", text))

    assert (step.reading.language, step.reading.partly) == ("", partly)
    assert step.reading.heat_score is not None
    assert step.reading.turn.text == text


def test_what_is_found_in_the_english_part_stands_where_it_was_written():
    [step] = steps(("customer", f"{TABLE['de'][0]} I am furious about this and I want my money back now."))

    assert step.reading.words("anger")
    assert all(
        word.isascii() and "warte" not in word for s in step.reading.signals for word in step.reading.words(s.id)
    )


@pytest.mark.parametrize(
    "foot",
    [
        "Best regards\nThomas Weber\nSent from my iPhone",
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
    ],
)
def test_a_german_mail_with_an_english_foot_stays_unread(foot):
    [step] = steps(("customer", f"Ich warte seit drei Wochen auf meine Lampe.\n{foot}"))

    assert (step.reading.language, step.reading.heat_score) == ("de", None)


def test_our_promise_in_english_beside_a_german_sentence_is_kept():
    _, ours = steps(
        ("customer", "Where is my lamp?"),
        ("agent", "I will ring you tomorrow at noon. Vielen Dank für Ihre Geduld und bis morgen."),
    )

    assert ours.reading.partly == "de"
    assert len(ours.reading.promises) == 1


@pytest.mark.parametrize(
    ("said", "danger"),
    [
        ("Ich warte seit drei Wochen auf meine Bestellung, i will kill myself tonight.", "self_harm"),
        (
            "Je vous écris parce que ma commande n'est pas arrivée et je voudrais être remboursée, i will shoot you.",
            "threat_violence",
        ),
        ("No he recibido mi pedido y the charger caught fire y quiero que me respondan.", "safety_hazard"),
    ],
)
def test_a_danger_in_english_within_a_sentence_of_another_language_is_heard(said, danger):
    text = f"My order did not arrive on Friday and nobody has answered my two mails about it. {said}"
    [step] = steps(("customer", text))

    assert step.reading.partly
    assert step.reading.has(danger)
    assert all(0 <= start < end <= len(text) for start, end in step.reading.signal(danger).spans)
    assert (step.reading.conduct == "threat") is (danger == "threat_violence")


@pytest.mark.parametrize(
    ("said", "danger"),
    [
        ("Do not make me come down there about this lamp.", "threat_violence"),
        ("I will deal with him in my own way about the lamp.", "threat_violence"),
        ("The cable of the lamp gets very hot at night.", "safety_hazard"),
        ("I feel like giving up on everything these days.", "self_harm"),
    ],
)
def test_a_danger_in_an_english_sentence_counts_once_beside_another_language(said, danger):
    alone, mixed = steps(("customer", said)), steps(("customer", f"{said} Ich warte seit drei Wochen auf die Lampe."))

    assert mixed[0].reading.partly == "de"
    assert mixed[0].reading.signal(danger) == alone[0].reading.signal(danger)


def test_a_reading_keeps_what_it_did_not_read():
    story = told(("customer", MIXED))
    [step] = follow(story)

    assert restored(step.reading.turn, stored(step.reading)) == step.reading
    assert as_document(story, [step])["turns"][0]["partly"] == "de"


def test_a_few_german_words_are_no_heat_and_no_difficulty():
    [step] = steps(("customer", "Ich warte noch."))

    assert (step.reading.language, step.reading.heat_score, step.reading.signals) == ("de", None, ())
    assert (step.difficulty, step.moves, step.flags) == (0, (), ())


@pytest.mark.parametrize("draft", ["Beruhigen Sie sich doch bitte.", "Das ist nicht unser Fehler.", "Calmez-vous !"])
def test_the_coach_says_nothing_of_a_reply_in_another_language(draft):
    assert hints(draft) == ()


def test_the_model_is_not_asked_about_it(monkeypatch):
    def asked(text):
        raise AssertionError(text)

    monkeypatch.setattr(model, "opinion", asked)

    for by in ("customer", "agent"):
        assert reader.read(Turn(1, by, 0.0, FRENCH, "email"), (), Context()).language == "fr"


def test_no_language_barrier_is_raised_by_it():
    [step] = steps(("customer", GERMAN))

    assert "language_barrier" not in step.situation.signals | step.situation.lasting
    assert "adjust_language" not in step.flags


def test_english_words_of_danger_in_it_still_count():
    [step] = steps(("customer", f"{GERMAN} I want to kill myself."))

    assert step.reading.language == "de"
    assert {signal.id for signal in step.reading.signals} == {"self_harm"}
    assert step.situation.stage == "safety"
    assert step.moves


def test_a_few_words_go_on_in_the_language_of_before():
    first, ours, second, third = steps(
        ("customer", GERMAN), ("agent", TABLE["de"][4]), ("customer", "Ja, genau."), ("customer", "ok thanks")
    )

    assert [s.reading.language for s in (first, ours, second, third)] == ["de", "de", "de", ""]
    assert third.reading.heat is not None


def test_our_own_words_in_another_language_are_neither_praised_nor_blamed():
    _, ours = steps(("customer", GERMAN), ("agent", "Wir schauen uns das an und melden uns bald bei Ihnen."))

    assert ours.reading.agent_signals == ()
    assert ours.reading.promises == ()


def test_what_was_not_read_is_no_calm_between_two_hot_messages():
    hot = "This is the third time I ask. I am furious, you lied to me and nobody answers!"
    first, second = steps(("customer", hot), ("customer", GERMAN))

    assert second.situation["heat"] == first.situation["heat"] >= 2
    assert second.situation["heat_change"] == 0
    assert second.situation["turns_hot"] == first.situation["turns_hot"]


def test_an_english_message_after_a_foreign_one_reads_as_alone():
    _, after = steps(("customer", GERMAN), ("customer", "I am furious, this is the third time I ask."))
    [alone] = steps(("customer", "I am furious, this is the third time I ask."))

    assert after.reading.heat_score == alone.reading.heat_score


def test_a_reading_keeps_its_language():
    [step] = steps(("customer", FRENCH))

    assert restored(step.reading.turn, stored(step.reading)) == step.reading


def test_a_document_says_which_turns_were_not_read():
    story = told(("customer", FRENCH), ("customer", "Thanks, that is all I need to know."))
    document = as_document(story, follow(story))

    assert [(turn["language"], turn["heat"] is None) for turn in document["turns"]] == [("fr", True), (None, False)]


def test_nobody_is_said_to_have_been_calm_where_nothing_was_read():
    story = told(("customer", FRENCH))

    assert as_document(story, follow(story))["case"]["peak_heat"] is None


@pytest.mark.parametrize(
    ("text", "word"),
    [("[xx]\ntells = 'a'", "'xx'"), ("[de]\ntell = 'a'", "de.tell")],
)
def test_a_wrong_list_is_named_with_the_good_ones(text, word):
    with pytest.raises(PhraseError, match=word):
        language.parsed(text)
