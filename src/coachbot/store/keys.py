"""The installation's key, and the hashes that only its holder can make.

Who somebody is on a platform enters the database as a keyed hash only: with the database alone,
nobody can check whether a known colleague is in it. The key stands apart from the database, in
`COACHBOT_SECRET` or in a file of the data folder, and so belongs in another backup than it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coachbot.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

KEY_FILE = "coachbot.key"
KEY_CHARACTERS = 32
"""The fewest characters a key may have: 128 bits as hexadecimal digits."""


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Makes keyed hashes. Without a `repr`, so that no log shows the key."""

    secret: bytes

    def hashed(self, purpose: str, *parts: str) -> str:
        """A keyed hash of the parts, 32 hexadecimal digits; another purpose gives another hash.

        >>> keys = Keys(b"k" * 32)
        >>> keys.hashed("person", "slack:T1", "U1") == keys.hashed("person", "slack:T1", "U1")
        True
        >>> keys.hashed("person", "a", "bc") == keys.hashed("person", "ab", "c")
        False
        """
        message = json.dumps([purpose, *parts]).encode()
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()[:32]

    def encrypted(self, text: str) -> str:
        """A text that only this key's holder can read, and nobody can change unseen."""
        return self._cipher().encrypt(text.encode()).decode()

    def decrypted(self, sealed: str) -> str:
        """What `encrypted` was given.

        Raises:
            StoreError: it was made with another key, or changed.
        """
        try:
            return self._cipher().decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            msg = "what was encrypted can't be read with this installation's key; put back the key from its backup"
            raise StoreError(msg) from error

    def _cipher(self) -> Fernet:
        # A key of its own, so that no hash made with the installation's key tells anything of it.
        derived = HKDF(SHA256(), 32, salt=None, info=b"coachbot encryption").derive(self.secret)
        return Fernet(base64.urlsafe_b64encode(derived))


def find_keys(secret: str | None, folder: Path) -> Keys | None:
    """The key from the setting, else from the data folder; None where there is none yet.

    Raises:
        ConfigurationError: the key is too short, or its file can't be read.
    """
    file = folder / KEY_FILE
    place = "COACHBOT_SECRET"
    if secret is None:
        place = str(file)
        try:
            secret = file.read_text("ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            msg = f"{file}: the installation's key can't be read ({type(error).__name__}); put back the file from its backup"
            raise ConfigurationError(msg) from error
    if len(secret) < KEY_CHARACTERS:
        msg = f"{place}: the installation's key has {len(secret)} characters; give it {KEY_CHARACTERS} or more, at random"
        raise ConfigurationError(msg)
    return Keys(secret.encode())


def make_keys(folder: Path) -> Keys:
    """Make a new key and keep it in the data folder; when somebody else was first, theirs.

    Raises:
        ConfigurationError: the folder can't be written in.
    """
    file = folder / KEY_FILE
    draft = folder / f".{KEY_FILE}.{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_hex(KEY_CHARACTERS) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        # A link appears whole or not at all, and fails where another process made its key just before.
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    except OSError as error:
        msg = (
            f"{folder}: the installation's key can't be written there ({error.strerror}); set COACHBOT_DATA to a folder that can"
        )
        raise ConfigurationError(msg) from error
    keys = find_keys(None, folder)
    assert keys is not None  # noqa: S101 - it was just written
    return keys
