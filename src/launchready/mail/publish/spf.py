"""What a merged SPF record would cost."""

from __future__ import annotations

import asyncio

from launchready.mail.spf.macros import is_dynamic
from launchready.mail.spf.names import Names
from launchready.mail.spf.record import LOOKUP_MECHANISMS, read_record
from launchready.mail.spf.tree import spf_tree


async def count_lookups(record: str, names: Names) -> int:
    """Count what an evaluation of a record costs where nothing matches early.

    Args:
        record: that need not be published yet.
        names: asks for what it includes.
    """
    parsed, _ = read_record(record)
    asking = [each for each in parsed.effective if each.mechanism in LOOKUP_MECHANISMS]
    included = {
        each.domain
        for each in asking
        if each.mechanism == "include" and not is_dynamic(each.domain)
    }
    trees = await asyncio.gather(*(spf_tree(domain, names) for domain in sorted(included)))
    return len(asking) + sum(tree.lookups for tree in trees)
