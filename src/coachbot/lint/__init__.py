"""Check the playbook against the rules of wording (docs/playbook.md).

======  ====================================================================================  =========
rule    what it finds                                                                         severity
======  ====================================================================================  =========
Q1      a question longer than 25 words or 150 characters, or not one sentence with one "?"    error
Q2      a question that doesn't open with a question word                                     error
Q3      why                                                                                   error
Q4      a tail or a loaded word                                                               error
Q5      two questions in one                                                                  advice
Q6      a question that harvests complaint                                                    error
Q7      a colour or a driver as a label of a person, in what is said aloud                    error
Q9      a question that takes a yes for granted                                               error
Q10     main questions of two drivers that are much alike                                     advice
W1      a wording whose first sentence asks                                                   error
W2      but, however, yet                                                                     error
W3      a wording of more than three sentences or 45 words                                    error
W5      a question in a wording that doesn't ask leave; asking leave with nothing to tell     error
W7      a promise of what the consultant doesn't control                                      error
W8      no next act for what may be a fact; nothing to check for what is often partly true    error
W9      flattery                                                                              error
W10     a diagnosis                                                                           error
W11     u in Dutch, or je in its formal version                                               error
W12     giving in                                                                             error
N       what is never said, except where `avoid` quotes it                                    error
B1      `behind` stated as a fact, not a guess                                                advice
T1-T4   a part that is too long, not plain text, or empty; an entry without a second angle    error
D1      a sentence twice in one entry                                                         error
D2      a sentence in too many entries                                                        error
D3      two questions or wordings of one objection that are nearly the same                   error
M1-M3   next moves, mismatches or questionnaire incomplete                                    error
M4      an objection without a title or with too few phrases                                  error
M5      a phrase that stands twice                                                            error
P1      a driver without a played user, where the objection has some                          error
P2      a played line that is too short or too long, or isn't plain text                      error
P3      a played line that stands twice                                                       error
P4      a played line that shares a run of words with a phrase of its objection               error
P5      an objection without any played user                                                  advice
======  ====================================================================================  =========

What no word list can see (whether a wording reflects, whether a question fits the driver) stays
with the reviewer. The words themselves are data: `lint_words.yaml`.
"""

from coachbot.lint.across import likeness
from coachbot.lint.asking import asks_leave
from coachbot.lint.entry import lint_text
from coachbot.lint.findings import Finding, Severity
from coachbot.lint.whole import lint_entry, lint_objection, lint_owner, lint_playbook

__all__ = [
    "Finding",
    "Severity",
    "asks_leave",
    "likeness",
    "lint_entry",
    "lint_objection",
    "lint_owner",
    "lint_playbook",
    "lint_text",
]
