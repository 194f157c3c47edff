"""Figures of the written encoder, run as the product runs it, on development data.

python training/evaluate.py
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from data import Line, file_lines, scenes, training_lines
from export import Exported
from measure import driver_report, report, tfidf_scores

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "src/coachbot/recognition/model"
DEVELOPMENT = ("development", "development_unseen")


def development_lines() -> list[Line]:
    """Every development line with one known answer."""
    paths = [ROOT / "evaluation" / f"{name}.jsonl" for name in DEVELOPMENT]
    return [line for path in paths if path.exists() for line in file_lines(path)]


def latency(encoder: Exported, lines: list[Line]) -> str:
    """Milliseconds of processor time to tokenise and encode a message of about 20 words, on one thread."""
    texts = [line.text for line in lines if 18 <= len(line.text.split()) <= 22]
    spent = []
    for text in texts * 12:
        started = time.process_time()
        encoder.embed([text])
        spent.append(1000 * (time.process_time() - started))
    median, high = np.percentile(spent[len(texts) :], [50, 99])
    return f"{median:.1f} ms median, {high:.1f} ms p99 over {len(texts)} messages of 18 to 22 words"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--extra", type=Path, help="a folder with more phrases (JSON lines)")
    options = parser.parse_args()
    lines = training_lines(options.extra)
    lines += scenes(lines)
    encoder = Exported(options.model)
    development = development_lines()
    print(f"{len(lines)} lines to fit heads on, {len(development)} development lines")
    print("one thread:", latency(encoder, development))
    x, d = encoder.embed([line.text for line in lines])
    z, e = encoder.embed([line.text for line in development])
    figures(lines, development, (x, d), (z, e))


def figures(lines: list[Line], development: list[Line], known: tuple, new: tuple) -> None:
    """Print what each head makes of these embeddings (and driver embeddings)."""
    fit = [i for i, line in enumerate(lines) if line.topic]
    topical = [lines[i] for i in fit]
    report(topical, development, known[0][fit], new[0], tfidf_scores(topical, development))
    driver_report(lines, development, {"embedding": (known[0], new[0]), "driver output": (known[1], new[1])})


if __name__ == "__main__":
    main()
