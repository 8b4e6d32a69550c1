"""What the demo's manifest says of mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from launchready.demo.faults import Faults
from launchready.demo.places import BLOCKLIST, CLICKS, DOMAIN, PARKED

SINCE_LAUNCH = timedelta(days=60)
"""How long ago the twin was launched whose policy still says "none"."""


def launch_day(faults: Faults) -> str:
    """Write the line about the launch, "" before it."""
    if not faults.dmarc_still_none:
        return ""
    return f"launched = {(datetime.now(UTC) - SINCE_LAUNCH).date().isoformat()}\n"


def sender_table(faults: Faults) -> str:
    """Write the sender, and what may be asked beyond it."""
    address, reply, path = f"hello@{DOMAIN}", f"support@{DOMAIN}", f"pm-bounces.{DOMAIN}"
    if faults.from_elsewhere:
        address = "hello@acme-mail.example"
    if faults.from_free_mail:
        address = "acme.portal@gmail.com"
    if faults.reply_unread:
        reply = f"no-reply@{DOMAIN}"
    signing = ""
    if faults.dkim_foreign or faults.dmarc_unaligned:
        signing = 'dkim_domain = "mtasv.net"\n'
    if faults.dmarc_unaligned:
        path = "pm.mtasv.net"
    return f"""\
[[senders]]
domain = "{DOMAIN}"
from = "Acme <{address}>"
reply_to = "{reply}"
provider = "postmark"
dkim_selectors = ["pm"]
spf_includes = ["spf.mtasv.net"]
return_path = "{path}"
tracking_domain = "{CLICKS}"
{signing}
[email]
parked = ["{PARKED}"]
blocklists = ["{BLOCKLIST}"]
"""
