"""The tuned encoder: text to a vector, by ONNX Runtime, on one thread, without the network.

The model ships with coachbot (`model/MODEL_CARD.md` says what it is). Where onnxruntime has no
wheel, or the file is missing, the coach recognises by words alone and says so once at start.
"""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coachbot.errors import RecognitionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from tokenizers import Encoding

    from coachbot.recognition import Span
    from coachbot.recognition.heads import Floats


@dataclass(frozen=True, slots=True)
class Vectors:
    """What the encoder makes of texts: a row each, of unit length.

    `meaning` (384 wide) lies by objection, `driver` (64 wide) by the value somebody speaks from.
    """

    meaning: Floats
    driver: Floats


def shipped_model() -> Path:
    """The folder of the model that coachbot ships with."""
    return Path(str(files("coachbot.recognition"))) / "model"


class Encoder:
    """Gives every text a unit vector; texts that mean alike lie close together."""

    def __init__(self, folder: Path) -> None:
        """Load a model folder and verify its checksums.

        Raises:
            RecognitionError: onnxruntime or tokenizers is missing, or a file is missing or damaged.
        """
        try:
            import onnxruntime  # noqa: F401, PLC0415 - optional on platforms without a wheel
            from tokenizers import Tokenizer  # noqa: PLC0415 - see above
        except ImportError as error:
            message = f"{error.name} isn't installed; run `pip install onnxruntime tokenizers`"
            raise RecognitionError(message) from error
        try:
            self.card: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            raw = {name: (folder / name).read_bytes() for name in ("encoder.onnx", "tokenizer.json")}
        except (OSError, ValueError) as error:
            message = f"the model in {folder} can't be read ({error}); install coachbot again"
            raise RecognitionError(message) from error
        for name, content in raw.items():
            if hashlib.sha256(content).hexdigest() != self.card["files"][name]["sha256"]:
                message = f"{folder / name} is damaged (its checksum differs from model.json); install coachbot again"
                raise RecognitionError(message)
        self._session = _session(raw["encoder.onnx"])
        self._tokenizer = Tokenizer.from_str(raw["tokenizer.json"].decode("utf-8"))
        interface = self.card["interface"]
        self._tokenizer.enable_truncation(interface["max_tokens"])
        self._prefix: str = interface["prefix"]
        self.digest: str = self.card["files"]["encoder.onnx"]["sha256"]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of a few texts."""
        return _together([self._read(encoding) for encoding in self._encodings(texts)])

    def embed_parts(self, text: str, parts: Sequence[Span]) -> Vectors:
        """Vectors of a text, in the first row, and of parts of it, given in the order in which they begin.

        The text is read once for all of them, so that parts are read in their place and cost next to
        nothing. What stands beyond the longest text that the encoder reads (some 200 words) is read on its own.
        """
        found: list[Vectors] = []
        start, rest = 0, list(parts)
        while rest or not found:
            (encoding,) = self._encodings([text[start:]])
            tokens = np.array(encoding.offsets) + (start - len(self._prefix))
            end = len(text) if not encoding.overflowing else tokens[:, 1].max()
            # One at least, be it cut short: a part may be longer than what is read at once.
            count = max(sum(part.end <= end for part in rest), 1 if found else 0)
            weights = [_weights(tokens, part) for part in rest[:count]]
            found.append(self._read(encoding, weights, whole=not found))
            start, rest = (rest[count].start if rest[count:] else start), rest[count:]
        return _together(found)

    def embed_many(self, texts: Sequence[str], progress: Callable[[int, int], None]) -> Vectors:
        """Vectors of thousands of texts, on all cores. `progress` hears how many of how many are done."""
        found = []
        # A text on each core: short as they are, sharing one text between cores costs more than it gains.
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for done, vectors in enumerate(pool.map(self._read, self._encodings(texts)), start=1):
                found.append(vectors)
                progress(done, len(texts))
        return _together(found)

    def _encodings(self, texts: Sequence[str]) -> Sequence[Encoding]:
        return self._tokenizer.encode_batch([self._prefix + text for text in texts])

    def _read(self, encoding: Encoding, parts: Sequence[Floats] = (), *, whole: bool = True) -> Vectors:
        """Vectors of one text, and of what weighs its tokens otherwise.

        One text at a time: activations are quantised per call, so in a batch a text would come out a
        little different each time, depending on its company.
        """
        rows = [np.full(len(encoding.ids), 1 / len(encoding.ids), dtype=np.float32)] if whole else []
        feed = {"input_ids": np.array([encoding.ids], dtype=np.int64), "parts": np.stack([*rows, *parts])}
        return Vectors(*self._session.run(["embedding", "driver"], feed))


def _weights(tokens: NDArray[np.int64], part: Span) -> Floats:
    """What each token weighs in the mean of a part; `tokens` holds where each begins and ends."""
    inside = (tokens[:, 0] < part.end) & (tokens[:, 1] > part.start)
    return inside.astype(np.float32) / np.float32(max(inside.sum(), 1))


def _together(vectors: Sequence[Vectors]) -> Vectors:
    return Vectors(np.concatenate([each.meaning for each in vectors]), np.concatenate([each.driver for each in vectors]))


def _session(model: bytes) -> Any:  # noqa: ANN401 - onnxruntime ships no types
    import onnxruntime  # noqa: PLC0415 - optional on platforms without a wheel

    options = onnxruntime.SessionOptions()
    # Answering one person leaves room for others.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
