"""The training loop: three stretches, first on public data, then twice with our own lines among it."""

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training import together
from training.batches import Batch, batches
from training.corpora import SOURCES
from training.disturb import dialect, identity, swearing
from training.encoder import Reader
from training.example import Example
from training.heads import ABUSE, HEADS, HEAT, PLACE
from training.lines import LIFE

JOINED: Final = 0.4
"""How many of our own lines come beside other lines, as a sentence comes among others."""
JOINED_WORDS: Final = 32
EARLY_WEIGHT: Final = 0.4
WORD_WEIGHT: Final = 3.0
RARE: Final = 2.5
"""How much more a shown signal weighs than an absent one."""
AVERAGED_EVERY: Final = 10
KEPT_AVERAGE: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One stretch of training: how many passes over what, and how fast."""

    name: str
    passes: int
    public: float
    """Share of the public data's usual portion in each pass."""
    own: int
    """How often each of our own lines comes in a pass."""
    rate: float
    identities: int = 500
    dialects: int = 500
    swearing: int = 600
    """Made-up neutral sentences about who somebody is, calm ones in other Englishes, happy ones that swear; a pass."""
    warm_up: float = 0.05
    frozen: int = 0
    """How many of the lower layers stay as they are."""
    until: float = 1.0
    """The share of its steps after which the stretch ends, its rate still falling."""
    minutes: float = 600.0
    """On a busy machine the rate falls so that the stretch ends after this time, with fewer steps."""
    seed: int = 11


FIRST: Final = Stretch(
    name="public", passes=4, public=1.0, own=0, rate=1.5e-4, until=0.82, identities=1500, dialects=2500, swearing=0
)
SECOND: Final = Stretch(name="own", passes=4, public=0.15, own=2, rate=1.3e-4, seed=12)
THIRD: Final = Stretch(name="again", passes=8, public=0.5, own=2, rate=1.2e-4, seed=13)
STRETCHES: Final = (FIRST, SECOND, THIRD)


def portion(public: dict[str, list[Example]], own: Sequence[Example], stretch: Stretch, dice: Random) -> list[Example]:
    """The examples of one pass: a share of every corpus, our own lines, and made-up neutral sentences."""
    chosen: list[Example] = []
    for name, examples in public.items():
        size = int(len(examples) * SOURCES[name][1] * stretch.public)
        chosen += dice.sample(examples, min(size, len(examples)))
    calm = public["multidogo"] + public["banking77"]
    happy = [example for example in public["goemotions"] if example.told("e:negative") == _SURELY_NOT]
    chosen += [_identity(dice) for _ in range(stretch.identities)]
    chosen += [_dialect(example, dice) for example in dice.sample(calm, stretch.dialects)]
    chosen += [_swearing(dice.choice(happy if dice.random() < 0.6 else calm), dice) for _ in range(stretch.swearing)]
    for _ in range(stretch.own):
        chosen += [_joined(line, own, calm, dice) for line in own]
    return chosen


def _joined(line: Example, own: Sequence[Example], calm: Sequence[Example], dice: Random) -> Example:
    """The line, now and then beside or between calm messages and other lines: what shows in one shows in all."""
    if line.source == LIFE:  # A post stands alone.
        return line
    parts = [line]
    while dice.random() < JOINED and len(parts) < 4 and sum(len(part.text.split()) for part in parts) <= JOINED_WORDS:
        other = dice.choice(calm) if line.source == "own:customer" and dice.random() < 0.6 else dice.choice(own)
        strange = other.source.startswith("own") and other.source != line.source
        if not strange and len(other.text.split()) <= JOINED_WORDS:
            parts.insert(dice.randrange(len(parts) + 1), other)
    if len(parts) == 1:
        return line
    both = Example(" ".join(part.text for part in parts), line.source)
    both.wanted = np.max([part.wanted * (part.weight > 0) for part in parts], axis=0).astype(np.float16)
    both.weight = np.max([part.weight * (part.wanted if part is not line else 1) for part in parts], axis=0).astype(
        np.float16
    )
    return both


def _identity(dice: Random) -> Example:
    example = Example(identity(dice), "identity", plain=False)
    example.say(ABUSE, 0, 1.0).say(HEAT, 0, 0.6).say(("e:anger", "e:disappointment", "e:sadness"), 0, 0.6)
    example.say(("e:negative", "e:anxiety", "e:sarcasm"), 0, 0.5)
    return example.say([f"s:{name}" for name in _HOSTILE], 0, 0.5)


_SURELY_NOT: Final = (0.0, float(np.float16(0.7)))


def _swearing(example: Example, dice: Random) -> Example:
    """A happy or calm text with a swearword in it that is aimed at nobody."""
    sworn = Example(swearing(example.text, dice), "swearing", None, False, example.wanted.copy(), example.weight.copy())
    return sworn.say(ABUSE, 0, 2.0).say("s:profanity", 1, 0.5).say("s:insult_agent", 0, 1.0)


_HOSTILE: Final = ("anger", "insult_agent", "discriminatory_abuse", "sexual_remark", "threat_violence", "profanity")


def _dialect(example: Example, dice: Random) -> Example:
    text = dialect(example.text, dice, dice.choice(("american", "american", "scots", "indian", "learner", "texting")))
    return Example(text, "dialect", None, False, example.wanted, example.weight)


def run(
    reader: Reader,
    spell: Tokenizer,
    stretch: Stretch,
    pass_of: Callable[[Random], list[Example]],
    *,
    save: Path,
    say: Callable[[str], None] = print,
) -> Reader:
    """Train through one stretch and return the reader with averaged weights; `save` is written every few minutes."""
    torch.manual_seed(stretch.seed)
    dice = Random(stretch.seed)
    reader.train()
    _freeze(reader, stretch.frozen)
    optimizer = torch.optim.AdamW(groups(reader, stretch.rate), weight_decay=0.01, fused=True)
    average = copy.deepcopy(reader)
    started = saved = time.monotonic()
    step, total, shown = 0, 1, 0.0
    for number in range(stretch.passes):
        made = together.share(list(batches(pass_of(dice), spell, dice)))
        total = max(step + len(made) * (stretch.passes - number), 1)
        for batch in made:
            done = max(step / total, (time.monotonic() - started) / (60 * stretch.minutes))
            if done >= stretch.until:
                break
            _pace(optimizer, done, stretch.warm_up)
            shown += 0.01 * (_step(reader, optimizer, batch) - shown)
            step += 1
            if step % AVERAGED_EVERY == 0:
                average_in(average, reader, step)
            if step % 50 == 0:
                say(f"{stretch.name} {step}/{total} loss {shown:.3f} {time.monotonic() - started:.0f} s")
            if time.monotonic() - saved > 180:
                saved = time.monotonic()
                together.alone(lambda: torch.save(average.state_dict(), save))
    together.alone(lambda: torch.save(average.state_dict(), save))
    return average


@torch.no_grad()
def average_in(average: Reader, reader: Reader, step: int) -> None:
    """Let the average take in what was learnt lately; what is old counts the less the longer it goes on."""
    kept = min(KEPT_AVERAGE, step / (step + 100))
    for ours, theirs in zip(average.parameters(), reader.parameters(), strict=True):
        if theirs.requires_grad:
            ours.lerp_(theirs, 1.0 - kept)


def _step(reader: Reader, optimizer: torch.optim.Optimizer, batch: Batch) -> float:
    device = next(reader.parameters()).device
    batch = batch.on(device)
    with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda" or _half_precision()):
        logits, words, early = reader(batch.input_ids, batch.attention_mask)
    total = _loss(logits.float(), batch) + EARLY_WEIGHT * _loss(early.float(), batch)
    total = total + WORD_WEIGHT * _word_loss(words.float(), batch)
    total.backward()
    together.mean_gradients(reader)
    torch.nn.utils.clip_grad_norm_(reader.parameters(), 2.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return total.item()


def _loss(logits: Tensor, batch: Batch) -> Tensor:
    """The loss over texts: of a long one the hottest window decides, here as in the engine."""
    texts, heads = batch.wanted.shape
    if len(logits) > texts:
        rows = batch.text.unsqueeze(1).expand(-1, heads)
        logits = logits.new_full((texts, heads), -torch.inf).scatter_reduce(0, rows, logits, "amax")
    each = functional.binary_cross_entropy_with_logits(logits, batch.wanted, reduction="none")
    weight = batch.weight * (1.0 + (RARE - 1.0) * batch.wanted * _RARE_HEADS.to(logits.device))
    return (each * weight).sum() / len(logits)


_RARE_HEADS = torch.tensor([1.0 if head.startswith(("s:", "a:", "go:", "t:")) else 0.0 for head in HEADS])


def _word_loss(words: Tensor, batch: Batch) -> Tensor:
    known = batch.word_wanted >= 0
    if not known.any():
        return words.new_zeros(())
    said = words[..., PLACE["abuse:words"]][known]
    share = known.any(1).float().mean()
    return share * functional.binary_cross_entropy_with_logits(
        said, batch.word_wanted[known], pos_weight=_MARKED.to(said.device)
    )


_MARKED = torch.tensor(2.0)


def _half_precision() -> bool:
    """Whether this processor computes in bfloat16 fast; elsewhere training takes twice as long in float32."""
    try:
        return "avx512_bf16" in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False


def _pace(optimizer: torch.optim.Optimizer, done: float, warm_up: float) -> None:
    factor = min(done / warm_up, (1.0 - done) / (1.0 - warm_up)) if done < 1 else 0.0
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * max(factor, 0.02)


def groups(reader: Reader, rate: float) -> list[dict[str, object]]:
    """Heads learn ten times as fast as the encoder, lower layers slower than upper ones."""
    groups: list[dict[str, object]] = []
    for name, parameter in reader.named_parameters():
        if not parameter.requires_grad:
            continue
        peak = rate * 8 if name.startswith(("head", "pool", "early_")) else rate
        if name.startswith("layers."):
            peak = rate * 0.9 ** (5 - int(name.split(".")[1]))
        groups.append({"params": [parameter], "peak": peak, "lr": 0.0})
    return groups


def _freeze(reader: Reader, layers: int) -> None:
    for part in (reader.words, reader.places, reader.kinds, reader.norm, *list(reader.layers)[:layers]):
        for parameter in part.parameters():
            parameter.requires_grad = False
