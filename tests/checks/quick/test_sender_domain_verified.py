"""SPF, DKIM and DMARC are there, or it is said which is not."""

from launchready.checks.quick import sender_domain_verified as check
from launchready.facts.dns import DnsAnswer
from launchready.facts.mail import DkimKey, DomainMail, MailRecords
from tests.checks.cases import Case, judges
from tests.checks.given import answer, manifest

Out = check.Outcomes
D = "acme.example"
SPF, DMARC = "v=spf1 include:spf.mtasv.net ~all", "v=DMARC1; p=none"
KEY = DkimKey("pm", answer(f"pm._domainkey.{D}", "TXT", "v=DKIM1; k=rsa; p=MIGf"))
NO_KEY = DkimKey("pm", answer(f"pm._domainkey.{D}", "TXT", rcode="NXDOMAIN"))
REVOKED = DkimKey("pm", answer(f"pm._domainkey.{D}", "TXT", "v=DKIM1; p="))


def given(
    *,
    spf: DnsAnswer | None = answer(D, "TXT", "site-verification=1", SPF),  # noqa: B008
    dkim: tuple[DkimKey, ...] = (KEY,),
    dmarc: DnsAnswer | None = answer(f"_dmarc.{D}", "TXT", DMARC),  # noqa: B008
    domain: str = D,
    senders: bool = True,
    **fields: object,
) -> dict[str, object]:
    """Show the judge a domain's records; by default all are there."""
    declared = manifest(senders=[{"domain": domain}] if senders else [])
    found = DomainMail(domain, spf=spf, dkim=dkim, dmarc=dmarc, **fields)  # type: ignore[arg-type]
    return {"product": declared.product, "mail": MailRecords((found,)), "manifest": declared}


NOTHING = answer(D, "TXT")
MISTYPED = answer(f"_dmarc.{D}", "TXT", "v=dmarc1; p=none")

CASES = (
    Case(Out.VERIFIED, "all three", given(), D),
    Case(
        Out.VERIFIED,
        "the organizational domain's DMARC",
        given(dmarc=NOTHING, organizational=answer("_dmarc.x", "TXT", "v=DMARC1;p=reject")),
        D,
    ),
    Case(Out.LACKS, "no SPF", given(spf=NOTHING), D),
    Case(Out.LACKS, "SPF of another version", given(spf=answer(D, "TXT", "v=spf10 -all")), D),
    Case(Out.LACKS, "two SPF records", given(spf=answer(D, "TXT", SPF, "v=spf1 -all")), D),
    Case(Out.LACKS, "no key", given(dkim=(NO_KEY,)), D),
    Case(Out.LACKS, "a revoked key", given(dkim=(REVOKED,)), D),
    Case(Out.LACKS, "no DMARC", given(dmarc=NOTHING), D),
    Case(Out.LACKS, "DMARC's version in another case", given(dmarc=MISTYPED), D),
    Case(Out.LACKS, "two DMARC records", given(dmarc=answer(D, "TXT", DMARC, DMARC)), D),
    Case(Out.LACKS, "seen enough to fail", given(spf=NOTHING, unseen=("DKIM: late",)), D),
    Case(Out.FREE_MAIL, "a mailbox provider's domain", given(domain="gmail.com"), "gmail.com"),
    Case(Out.NO_SENDERS, "none declared", given(senders=False)),
    Case(Out.NO_SENDERS, "none declared, nothing there", given(senders=False, spf=NOTHING)),
    Case(Out.WHICH_SELECTORS, "no selectors declared", given(dkim=()), D),
    Case(Out.NOT_SEEN, "DKIM was not seen", given(dkim=(), unseen=("DKIM: late",)), D),
    Case(
        Out.NOT_SEEN,
        "SPF and DMARC were not seen",
        given(spf=None, dmarc=None, unseen=("SPF: late", "DMARC: late")),
        D,
    ),
)

test_outcomes = judges(check, CASES)


def test_what_is_missing_is_named() -> None:
    """Each of the three is named where it is missing."""
    (verdict,) = check.judge(**given(spf=NOTHING, dkim=(NO_KEY,), dmarc=NOTHING))  # type: ignore[arg-type]
    for word in ("no SPF", "no DKIM key for the selector pm", "no DMARC"):
        assert word in verdict.summary
