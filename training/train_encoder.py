"""Tune multilingual-e5-small on the playbook and write the recogniser's encoder.

    python training/train_encoder.py

Every line is pulled towards its own topic by a cosine classifier over topics, and towards its
driver by another on a projection of its own.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from augment import Augmenter
from data import Line, digest, scenes, training_lines
from e5 import PREFIX, Encoder, Vocabulary, cut_vocabulary, read_weights
from evaluate import development_lines, figures
from export import write
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH, RATE, HEAD_RATE, WARM_UP, CLIP = 32, 2e-4, 20, 0.1, 1.0
SMOOTHING, FIRST_SCALE = 0.05, 12.0
DRIVER_SIZE = 64
CALIBRATE_EVERY = 12


class CosineHead(nn.Module):
    """Scaled cosine to one direction per class."""

    def __init__(self, directions: torch.Tensor, scale: float) -> None:
        super().__init__()
        self.directions = nn.Parameter(directions.clone())
        self.scale = nn.Parameter(torch.tensor(scale))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """A logit per class."""
        return self.scale * x @ functional.normalize(self.directions, dim=-1).T


def batches(
    texts: list[str], vocabulary: Vocabulary, size: int, shuffle: random.Random | None, device: torch.device
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Yield token ids, mask and line numbers, lines of like length together."""
    encodings = vocabulary.tokenizer.encode_batch([PREFIX + text for text in texts])
    order = list(range(len(texts)))
    if shuffle:
        shuffle.shuffle(order)
    groups = []
    width = size * 12 if shuffle else len(order)
    for start in range(0, len(order), width):
        part = sorted(order[start : start + width], key=lambda i: len(encodings[i].ids))
        groups += [part[i : i + size] for i in range(0, len(part), size)]
    if shuffle:
        shuffle.shuffle(groups)
    for group in groups:
        longest = max(len(encodings[i].ids) for i in group)
        ids = torch.ones(len(group), longest, dtype=torch.int64)  # 1 is <pad>
        mask = torch.zeros(len(group), longest, dtype=torch.int64)
        for row, i in enumerate(group):
            ids[row, : len(encodings[i].ids)] = torch.tensor(encodings[i].ids)
            mask[row, : len(encodings[i].ids)] = 1
        yield ids.to(device), mask.to(device), torch.tensor(group, device=device)


@torch.no_grad()
def embed(model: Encoder, vocabulary: Vocabulary, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings and driver embeddings of the texts, as the exported model gives them."""
    training = model.training
    model.eval()
    out: list[np.ndarray] = [np.zeros((len(texts), n), np.float32) for n in (model.mean.numel(), model.to_driver.out_features)]
    device = model.mean.device
    for ids, mask, rows in batches(texts, vocabulary, 64, None, device):
        with torch.autocast(device.type, torch.bfloat16):
            both = model(ids, mask)
        for array, part in zip(out, both, strict=True):
            array[rows.cpu()] = part.float().cpu().numpy()
    model.train(training)
    return out[0], out[1]


def train(lines: list[Line], vocabulary: Vocabulary, options: argparse.Namespace) -> Encoder:
    """Tune an encoder on the lines."""
    device = torch.device(options.device)
    model = Encoder(read_weights(), vocabulary.kept, options.layers, DRIVER_SIZE).to(device)
    texts = [line.text for line in lines]
    topics = sorted({line.topic for line in lines if line.topic})
    drivers = sorted({line.driver for line in lines if line.driver})
    topic = torch.tensor([topics.index(line.topic) if line.topic else -1 for line in lines], device=device)
    driver = torch.tensor([drivers.index(line.driver) if line.driver else -1 for line in lines], device=device)

    first = torch.from_numpy(embed_pooled(model, vocabulary, texts)).to(device)
    model.mean.data = first.mean(0)
    first = functional.normalize(first - first.mean(0), dim=-1)
    head = CosineHead(torch.stack([first[topic == t].mean(0) for t in range(len(topics))]), FIRST_SCALE).to(device)
    with torch.no_grad():
        projected = functional.normalize(model.to_driver(first), dim=-1)
    driver_head = CosineHead(torch.stack([projected[driver == d].mean(0) for d in range(len(drivers))]), FIRST_SCALE).to(device)

    body = [p for p in model.layers.parameters() if p.requires_grad]
    heads = [*head.parameters(), *driver_head.parameters(), *model.to_driver.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": options.rate}, {"params": heads, "lr": options.rate * HEAD_RATE}], weight_decay=0.01
    )
    steps = options.epochs * -(-len(lines) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (WARM_UP * steps), max(0.0, (steps - s) / (steps - WARM_UP * steps)))
    )
    chance = random.Random(options.seed)
    augment = Augmenter(lines, chance)
    started, step = time.monotonic(), 0
    model.train()
    for epoch in range(options.epochs):
        seen = torch.zeros(3, device=device)
        changed = [augment(line).text if options.augment else line.text for line in lines]
        for ids, mask, rows in batches(changed, vocabulary, BATCH, chance, device):
            with torch.autocast(device.type, torch.bfloat16):
                x, d = model(ids, mask)
            x, d = x.float(), d.float()
            loss_topic = functional.cross_entropy(head(x), topic[rows], ignore_index=-1, label_smoothing=SMOOTHING)
            loss_driver = functional.cross_entropy(driver_head(d), driver[rows], ignore_index=-1, label_smoothing=SMOOTHING)
            loss = loss_topic.nan_to_num() + options.driver * loss_driver.nan_to_num()
            loss.backward()
            nn.utils.clip_grad_norm_([*body, *heads], CLIP)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            step += 1
            seen += torch.stack([loss_topic.detach(), loss_driver.detach(), torch.ones((), device=device)])
            if step % 20 == 0 or step == steps:
                spent = time.monotonic() - started
                left = spent / step * (steps - step)
                a, b = (seen[:2] / seen[2]).tolist()
                sys.stderr.write(
                    f"\repoch {epoch + 1}/{options.epochs} step {step}/{steps} topic {a:.3f} driver {b:.3f} "
                    f"{spent:.0f} s, {left:.0f} s left  "
                )
        sys.stderr.write("\n")
    return model.eval()


@torch.no_grad()
def embed_pooled(model: Encoder, vocabulary: Vocabulary, texts: list[str]) -> np.ndarray:
    """Uncentred embeddings, to find the centre with."""
    model.eval()
    out = np.zeros((len(texts), model.mean.numel()), np.float32)
    device = model.mean.device
    for ids, mask, rows in batches(texts, vocabulary, 64, None, device):
        with torch.autocast(device.type, torch.bfloat16):
            out[rows.cpu()] = model.pooled(ids, mask).float().cpu().numpy()
    return out


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--driver", type=float, default=0.3)
    parser.add_argument("--no-augment", dest="augment", action="store_false")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--extra", type=Path, help="a folder with more phrases (JSON lines)")
    parser.add_argument("--save", type=Path, help="keep the PyTorch weights here")
    parser.add_argument("--out", type=Path, help="folder of the artefact")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    lines = training_lines(options.extra)
    lines += scenes(lines)
    print(f"{len(lines)} lines, digest {digest(lines)[:12]}; {vars(options)}")
    vocabulary = cut_vocabulary(line.text for line in lines)
    print(f"{len(vocabulary.kept)} pieces")
    model = train(lines, vocabulary, options)
    development = development_lines()
    known, new = (embed(model, vocabulary, [line.text for line in part]) for part in (lines, development))
    model.cpu()  # where its files are written
    if options.save:
        torch.save({"state": model.state_dict()}, options.save)
        options.save.with_suffix(".tokenizer.json").write_text(vocabulary.json, encoding="utf-8")
    figures(lines, development, known, new)
    if options.out:
        facts = {"training": {"lines": len(lines), "digest": digest(lines), "epochs": options.epochs, "seed": options.seed}}
        write(model, vocabulary, options.out, texts=[line.text for line in lines[::CALIBRATE_EVERY]], facts=facts)
        print(f"wrote {options.out}; next: python training/evaluate.py")


if __name__ == "__main__":
    main()
