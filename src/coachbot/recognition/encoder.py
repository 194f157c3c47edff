"""The tuned encoder: text to a vector, by ONNX Runtime, on one thread, without the network.

The model ships with coachbot (`model/MODEL_CARD.md` says what it is). Where onnxruntime has no
wheel, or the file is missing, the coach recognises by words alone and says so once at start.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coachbot.errors import RecognitionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
        self._model = folder / "encoder.onnx"
        self._session = _session(raw["encoder.onnx"], threads=1)
        self._tokenizer = Tokenizer.from_str(raw["tokenizer.json"].decode("utf-8"))
        interface = self.card["interface"]
        self._tokenizer.enable_truncation(interface["max_tokens"])
        self._prefix: str = interface["prefix"]
        self.digest: str = self.card["files"]["encoder.onnx"]["sha256"]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of a few texts: on one thread, so that answering one person leaves room for others."""
        return self._run(self._session, texts, lambda _done, _total: None)

    def embed_many(self, texts: Sequence[str], progress: Callable[[int, int], None]) -> Vectors:
        """Vectors of thousands of texts, on all cores. `progress` hears how many of how many are done."""
        return self._run(_session(self._model.read_bytes(), threads=os.cpu_count() or 1), texts, progress)

    def _run(self, session: Any, texts: Sequence[str], progress: Callable[[int, int], None]) -> Vectors:  # noqa: ANN401
        meaning = np.empty((len(texts), self.card["dimension"]), dtype=np.float32)
        driver = np.empty((len(texts), self.card["driver_dimension"]), dtype=np.float32)
        # One at a time: activations are quantised per call, so in a batch a text would come out a
        # little different each time, depending on its company.
        for row, encoding in enumerate(self._tokenizer.encode_batch([self._prefix + text for text in texts])):
            feed = {
                "input_ids": np.array([encoding.ids], dtype=np.int64),
                "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
            }
            meaning[row], driver[row] = (vector[0] for vector in session.run(["embedding", "driver"], feed))
            progress(row + 1, len(texts))
        return Vectors(meaning, driver)


def _session(model: bytes, threads: int) -> Any:  # noqa: ANN401 - onnxruntime ships no types
    import onnxruntime  # noqa: PLC0415 - optional on platforms without a wheel

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
