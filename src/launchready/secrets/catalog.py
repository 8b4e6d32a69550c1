"""All rules, in a fixed order, and a key that changes whenever one of them does."""

from __future__ import annotations

import functools
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from launchready.secrets.rule import Rule


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """Load every provider's rules, and last the one that knows no provider."""
    import importlib
    import pkgutil

    from launchready.secrets import keyword, rules

    found: list[Rule] = []
    for name in sorted(info.name for info in pkgutil.iter_modules(rules.__path__)):
        found += importlib.import_module(f"{rules.__name__}.{name}").RULES
    return (*found, keyword.RULE)


def rules_key() -> str:
    """Give a hash of the rules' source, so that what was made from them can be kept.

    Reading 20 files is a tenth of the time that importing them takes; hashlib alone would
    take longer, and nobody gains by finding two sources of one checksum in his own cache.
    """
    here = Path(__file__).parent
    own = [here / name for name in ("keyword.py", "prefilter.py", "rule.py")]
    crc, adler = 0, 1
    for path in (*sorted((here / "rules").glob("*.py")), *own):
        source = b"%s\n%s" % (path.name.encode(), path.read_bytes())
        crc, adler = zlib.crc32(source, crc), zlib.adler32(source, adler)
    return f"{crc:08x}{adler:08x}"
