"""The encoder: a six-layer MiniLM written out in full, and one linear map from its token states to every head."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 384
LAYERS = 6
HEADS_OF_ATTENTION = 12
INNER = 1536
POSITIONS = 512
EARLY_LAYER = 3
"""The early heads read the states after this layer, so that archives pay for half of the network only."""
NORM_EPSILON = 1e-12
FAR_BELOW = -1e4


class Layer(nn.Module):
    """One transformer layer as BERT has it: attention, then two dense steps, each with a residual and a norm."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.mixed = nn.Linear(WIDTH, WIDTH)
        self.mixed_norm = nn.LayerNorm(WIDTH, NORM_EPSILON)
        self.widen = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, NORM_EPSILON)
        self.dropout = nn.Dropout(0.1)

    def forward(self, states: Tensor, hidden: Tensor) -> Tensor:
        """States [batch, tokens, width] after this layer; `hidden` is added to the attention scores."""
        states = self.mixed_norm(states + self.dropout(self.attend(states, hidden)))
        inner = functional.gelu(self.widen(states))
        return self.norm(states + self.dropout(self.narrow(inner)))

    def attend(self, states: Tensor, hidden: Tensor) -> Tensor:
        """What each token takes from the others."""
        batch, tokens, _ = states.shape
        each = WIDTH // HEADS_OF_ATTENTION

        def split(wide: Tensor) -> Tensor:
            return wide.view(batch, tokens, HEADS_OF_ATTENTION, each).transpose(1, 2)

        query, key, value = split(self.query(states)), split(self.key(states)), split(self.value(states))
        scores = query @ key.transpose(-1, -2) / each**0.5 + hidden
        taken = self.dropout(scores.softmax(-1)) @ value
        return self.mixed(taken.transpose(1, 2).reshape(batch, tokens, WIDTH))


class Pool(nn.Module):
    """Scores of a whole text from the scores of its words: between their mean and their maximum, learned per head."""

    def __init__(self, heads: int) -> None:
        super().__init__()
        self.sharpness = nn.Parameter(torch.zeros(heads))
        self.scale = nn.Parameter(torch.ones(heads))
        self.shift = nn.Parameter(torch.full((heads,), -2.0))
        self.thinning = nn.Parameter(torch.full((heads,), 1.4))

    def forward(self, words: Tensor, mask: Tensor) -> Tensor:
        """Log-mean-exp over the words [batch, tokens, heads] that the mask [batch, tokens] keeps.

        How far other words thin out a loud one is learned too: half a sentence may say all, whatever stands around it.
        """
        sharp = functional.softplus(self.sharpness) + 0.2
        kept = (1.0 - mask.unsqueeze(-1)) * FAR_BELOW
        summed = torch.logsumexp(words * sharp + kept, 1)
        thinned = torch.sigmoid(self.thinning) * mask.sum(1, keepdim=True).log()
        pooled = (summed - thinned) / sharp
        return self.scale * pooled + self.shift


class Reader(nn.Module):
    """Encoder and heads: logits of a text, logits of its words, and the early logits of the first half."""

    def __init__(self, heads: int, vocabulary: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.places = nn.Embedding(POSITIONS, WIDTH)
        self.kinds = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, NORM_EPSILON)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.Linear(WIDTH, heads)
        self.pool = Pool(heads)
        self.early_head = nn.Linear(WIDTH, heads)
        self.early_pool = Pool(heads)
        for linear in (self.head, self.early_head):
            nn.init.normal_(linear.weight, std=0.02)
            nn.init.zeros_(linear.bias)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """`logits` [batch, heads], `words` [batch, tokens, heads], `early_logits` [batch, heads]."""
        mask = attention_mask.to(self.norm.weight.dtype)
        hidden = ((1.0 - mask) * FAR_BELOW)[:, None, None, :]
        places = self.places.weight[: input_ids.shape[1]]
        states = self.dropout(self.norm(self.words(input_ids) + places + self.kinds.weight[0]))
        early = states
        for number, layer in enumerate(self.layers, 1):
            states = layer(states, hidden)
            if number == EARLY_LAYER:
                early = states
        words = self.head(states).float()
        early_logits = self.early_pool(self.early_head(early).float(), mask)
        return self.pool(words, mask), words, early_logits


def base_reader(weights: Path, heads: int) -> Reader:
    """A reader with the pretrained encoder of `weights` (BERT names, safetensors) and fresh heads."""
    stored = load_file(weights)
    reader = Reader(heads, stored["embeddings.word_embeddings.weight"].shape[0])
    missing = reader.load_state_dict(_our_names(stored), strict=False)
    unexpected = [name for name in missing.missing_keys if not name.startswith(("head", "pool", "early_"))]
    if unexpected or missing.unexpected_keys:
        raise ValueError(f"{weights} is not the encoder expected: {unexpected} {missing.unexpected_keys}")
    return reader


_RENAMED = {
    "embeddings.word_embeddings": "words",
    "embeddings.position_embeddings": "places",
    "embeddings.token_type_embeddings": "kinds",
    "embeddings.LayerNorm": "norm",
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "mixed",
    "attention.output.LayerNorm": "mixed_norm",
    "intermediate.dense": "widen",
    "output.dense": "narrow",
    "output.LayerNorm": "norm",
    "encoder.layer": "layers",
}


def _our_names(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    named = {}
    for name, tensor in stored.items():
        for theirs, ours in _RENAMED.items():
            name = name.replace(theirs, ours)
        if not name.startswith(("pooler", "embeddings.position_ids")):
            named[name] = tensor
    return named
