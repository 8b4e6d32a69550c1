"""What follows a found secret: `launchready secrets ledger`, `rotated` and `live`.

They stand behind `launchready secrets`, whose own argument is a path: a folder of such a name
is written "./ledger".
"""

from __future__ import annotations

COMMANDS = {
    "ledger": "List what leaked, and what is still to be proven.",
    "rotated": "Bring proof that a leaked secret opens nothing any more.",
    "live": "Ask providers about the product's keys: alive, and what may they do?",
}
"""Every command with its one line of help, so that --help imports none of them."""
