"""Whether entries are keyed by driver in substance: can a classifier tell for whom an entry was written?

For every objection in turn, a classifier that has never seen that objection's entries reads the
question and wording of each of its six driver entries (and other angles) and says which driver
they were written for. Six-way, so chance is 0.17; 0.75 is the aim. Run it with::

    python benchmarks/driver_signal.py

Model and seed were fixed, and committed, before the first entry that it judges was written.
"""

from __future__ import annotations

import sys
from collections import Counter

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from coachbot.loading import load_playbook, shipped_playbook
from coachbot.playbook import LANGUAGES

SEED = 20261125
AIM = 0.75


def main() -> int:
    """Print accuracy and confusions per language."""
    model = load_playbook(shipped_playbook()).model
    drivers = list(model.drivers)
    for language in LANGUAGES:
        texts, labels, groups = [], [], []
        for (objection, driver), entry in model.entries.items():
            if driver is None:
                continue
            for angle in entry.texts[language].all_angles:
                texts.append(f"{angle.wording} {angle.question}")
                labels.append(drivers.index(driver))
                groups.append(objection)
        x, y, g = np.array(texts, dtype=object), np.array(labels), np.array(groups)
        if len(set(groups)) < 2:
            print(f"{language}: entries for {len(set(groups))} objections; two are needed")
            continue
        guessed = np.empty_like(y)
        for objection in sorted(set(groups)):
            held_out = g == objection
            classifier = make_pipeline(
                make_union(
                    TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                    TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2),
                ),
                LogisticRegression(C=30, max_iter=2000, random_state=SEED),
            )
            classifier.fit(x[~held_out], y[~held_out])
            guessed[held_out] = classifier.predict(x[held_out])
        accuracy = float((guessed == y).mean())
        print(f"\n{language}: {accuracy:.3f} of {len(y)} texts ({len(set(groups))} objections held out in turn; aim {AIM})")
        print("  written for \\ read as  " + " ".join(f"{driver:>7}" for driver in drivers))
        for row, driver in enumerate(drivers):
            counts = Counter(guessed[y == row].tolist())
            print(f"  {driver:>22} " + " ".join(f"{counts[column]:>7}" for column in range(len(drivers))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
