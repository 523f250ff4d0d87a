"""What a person wrote this time, apart from the mail they answer and the signature below: rules line by line.

The library tried first (mail-parser-reply 1.36) took 10 s for 24 kB of "On On On …" and 4 s for 8 kB of empty lines;
these rules look at each line once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LINE_LIMIT: Final = 400
"""Characters of a line that the rules look at."""


@dataclass(frozen=True, slots=True)
class Split:
    """One mail's text in its three parts; together they hold every line."""

    text: str
    quoted: str
    signature: str


_WROTE: Final = (
    ("on ", ("wrote:", "wrote :", "writes:")),
    ("am ", ("schrieb:", ":")),
    ("le ", ("a écrit :", "a écrit:", "a ecrit :")),
    ("el ", ("escribió:", "escribio:")),
    ("op ", ("schreef:", ":")),
    ("il ", ("ha scritto:",)),
    ("em ", ("escreveu:",)),
    ("den ", ("skrev:", ":")),
    ("w dniu ", ("napisał:", "napisała:", "napisał(a):")),
    ("dnia ", ("napisał:", "napisała:", "napisał(a):")),
)
_VERB_BEFORE_NAME: Final = (" schrieb ", " schreef ", " skrev ")


def _one_of(*words: str) -> str:
    return "|".join(re.escape(word) for word in words)


_OLD_MAIL: Final = _one_of(
    *("original message", "forwarded message", "begin forwarded message", "original-nachricht"),
    *("ursprüngliche nachricht", "weitergeleitete nachricht", "message d'origine", "message transféré"),
    *("mensaje original", "mensaje reenviado", "messaggio originale", "messaggio inoltrato", "oorspronkelijk bericht"),
    *("doorgestuurd bericht", "mensagem original", "mensagem encaminhada", "ursprungligt meddelande"),
)
_SEPARATORS: Final = re.compile(
    rf"[ >]{{0,8}}(?:[-_*]{{2,60}} ?(?:{_OLD_MAIL}) ?[-_*]{{2,60}}|begin forwarded message:)", re.IGNORECASE
)
_FROM_WORDS: Final = _one_of("from", "von", "de", "van", "da", "från", "fra", "od")
_HEADER_WORDS: Final = _one_of(
    *("from", "sent", "date", "to", "cc", "subject", "reply-to", "von", "gesendet", "datum", "an", "betreff", "de"),
    *("envoyé", "à", "objet", "enviado", "para", "asunto", "fecha", "van", "verzonden", "aan", "onderwerp", "da"),
    *("inviato", "data", "a", "oggetto", "assunto", "från", "skickat", "till", "ämne", "fra", "sendt", "til", "emne"),
)
_FROM_LINE: Final = re.compile(rf"[ >*]{{0,8}}(?:{_FROM_WORDS}) ?:[* ]{{0,4}}[^\s*]", re.IGNORECASE)
_HEADER_LINE: Final = re.compile(rf"[ >*]{{0,8}}(?:{_HEADER_WORDS}) ?:", re.IGNORECASE)
_DATE_LIKE: Final = re.compile(r"\d{1,2}[:.]\d{2}|\d{4}|<[^<>\s]{3,250}@|\d{1,2}/\d{1,2}")
_DEVICE_WORDS: Final = _one_of(
    *("sent from my ", "sent from mail for ", "sent from outlook", "sent from yahoo", "sent from samsung", "sent via "),
    *("sent from proton", "get outlook for ", "gesendet von ", "von meinem ", "envoyé de mon ", "envoyé depuis mon "),
    *("enviado desde mi ", "inviato da ", "verstuurd vanaf mijn ", "enviado do meu ", "skickat från min "),
)
_DEVICE: Final = re.compile(rf"(?:{_DEVICE_WORDS})", re.IGNORECASE)
_DEVICE_NAMES: Final = re.compile(
    r"phone|ipad|android|samsung|galaxy|mobile|outlook|yahoo|windows|blackberry|handy|pixel|huawei|xiaomi|proton|telefon"
    r"|móvil|mobiel|tablet|gmx|web\.de",
    re.IGNORECASE,
)
_FAREWELL_WORDS: Final = _one_of(
    *("regards", "best regards", "kind regards", "kindest regards", "warm regards", "many regards", "best wishes"),
    *("with best regards", "with kind regards", "all the best", "yours sincerely", "yours faithfully", "yours truly"),
    *("sincerely", "sincerely yours", "mit freundlichen grüßen", "mit freundlichem gruß", "freundliche grüße"),
    *("viele grüße", "beste grüße", "mfg", "cordialement", "bien à vous", "salutations", "saludos"),
    *("saludos cordiales", "un saludo", "atentamente", "cordiali saluti", "distinti saluti", "atenciosamente"),
    *("met vriendelijke groet", "met vriendelijke groeten", "groeten", "med vänlig hälsning", "vänliga hälsningar"),
)
_FAREWELL: Final = re.compile(rf"(?:{_FAREWELL_WORDS})[ ,.!]{{0,3}}", re.IGNORECASE)
_SMALL_PRINT_WORDS: Final = _one_of(
    *("this email and any", "this e-mail and any", "this message and any", "this email may", "this e-mail may"),
    *("this email is intended", "this e-mail is intended", "this message is intended", "this email contains"),
    *("this e-mail contains", "this message contains confidential", "the information in this email"),
    *("the information contained in this", "confidentiality notice", "disclaimer:", "privileged and confidential"),
    *("diese e-mail enthält", "ce message et"),
)
_SMALL_PRINT: Final = re.compile(rf"[*_ ]{{0,6}}(?:{_SMALL_PRINT_WORDS})", re.IGNORECASE)
_AFTERWORD: Final = re.compile(r"[Pp]\. ?[Ss]\b|(?:PS|Ps|ps)(?: ?[.:,–-]|(?= (?:I |[a-z])))")
"""“P.S. …”: a person's own words, and often those that matter most."""
_MANY_BREAKS: Final = re.compile(r"\n{3,}")
_QUOTED: Final = re.compile(r"[ \t]{0,3}>")
FAREWELL_LINES: Final = 8
"""Lines that may follow "Kind regards" and still be a signature."""


def split(text: str) -> Split:
    """Return the person's own words, the quoted ones, and the signature. Where nothing else is left, nothing is cut.

    A “P.S.” below the signature is the person's words, to the end.
    """
    lines = text.split("\n")
    end = _where_the_old_mail_starts(lines)
    own, quoted = _without_marked(lines[:end])
    quoted += lines[end:]
    at = _where_the_signature_starts(own)
    more = next((n for n in range(at, len(own)) if _AFTERWORD.match(own[n][:LINE_LIMIT].lstrip())), len(own))
    words = _MANY_BREAKS.sub("\n\n", "\n".join([*own[:at], "", *own[more:]])).strip()
    signature = "\n".join(own[at:more]).strip()
    if not words:
        words, signature = ("\n".join(own).strip(), "") if signature else (text.strip(), "")
        quoted = [] if words == text.strip() else quoted
    return Split(text=words, quoted="\n".join(quoted).strip(), signature=signature)


def _where_the_old_mail_starts(lines: list[str]) -> int:
    for n, line in enumerate(lines):
        short = line[:LINE_LIMIT].strip()
        if not short or _QUOTED.match(line):
            continue
        if _SEPARATORS.fullmatch(short) or _is_header_block(lines, n):
            return n - 1 if n and _is_rule(lines[n - 1]) else n
        length = _wrote(lines, n)
        if length and not _QUOTED.match(_next_words(lines, n + length)):
            return n
    return len(lines)


def _without_marked(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines without those marked ">" and the "On … wrote:" above them, and those lines."""
    own: list[str] = []
    quoted: list[str] = []
    n = 0
    while n < len(lines):
        length = 1 if _QUOTED.match(lines[n]) else _wrote(lines, n)
        (quoted if length else own).extend(lines[n : n + max(1, length)])
        n += max(1, length)
    return own, quoted


def _wrote(lines: list[str], n: int) -> int:
    """Return over how many lines "On Tuesday at 10:04 Ana wrote:" goes that starts here; 0 if none does."""
    first = lines[n][:LINE_LIMIT].strip().lower()
    endings = [ends for start, ends in _WROTE if first.startswith(start)]
    if not endings:
        return 0
    joined = ""
    for length in range(1, 4):
        joined += " " + "".join(lines[n + length - 1 : n + length])[:LINE_LIMIT].strip().lower()
        if any(joined.endswith(end) and _names_somebody(joined, end) for ends in endings for end in ends):
            return length
    return 0


def _names_somebody(joined: str, end: str) -> bool:
    """Whether the line tells when or who, as mail programs do; people write "On Monday Tim wrote:" too."""
    return bool(_DATE_LIKE.search(joined)) and (end != ":" or any(verb in joined for verb in _VERB_BEFORE_NAME))


def _is_header_block(lines: list[str], n: int) -> bool:
    """Whether a copied header starts here: From, and two more of its lines right below."""
    if not _FROM_LINE.match(lines[n][:LINE_LIMIT]):
        return False
    return sum(bool(_HEADER_LINE.match(line[:LINE_LIMIT])) for line in lines[n + 1 : n + 7]) >= 2


def _is_rule(line: str) -> bool:
    line = line[:LINE_LIMIT].strip()
    return len(line) >= 8 and set(line) <= {"_", "-"}


def _next_words(lines: list[str], n: int) -> str:
    return next((line for line in lines[n : n + 4] if line.strip()), "")


def _where_the_signature_starts(lines: list[str]) -> int:
    at = next((n for n, line in enumerate(lines) if n and line.rstrip(" ") == "--"), len(lines))
    for n in range(at - 1, -1, -1):
        line = lines[n][:LINE_LIMIT].strip()
        if at - n > 40:
            break
        is_farewell = _FAREWELL.fullmatch(line) and _is_signature(lines[n + 1 : at])
        if is_farewell or _SMALL_PRINT.match(line) or _is_device(line):
            at = n
    return at


def _is_device(line: str) -> bool:
    """Whether the line is a phone's or program's own; "Sent via courier on Monday" is a person's."""
    return len(line) <= 80 and bool(_DEVICE.match(line)) and bool(_DEVICE_NAMES.search(line))


def _is_signature(lines: list[str]) -> bool:
    """Whether these lines under a farewell are names and numbers, not another paragraph."""
    filled = [line.strip() for line in lines if line.strip()]
    return len(filled) <= FAREWELL_LINES and all(len(line) <= 70 and not line.endswith(("?", "!")) for line in filled)
