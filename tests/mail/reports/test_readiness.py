"""Sources are told apart, and a stricter policy is advised only once nothing would be lost."""

from __future__ import annotations

from launchready.mail.reports.aggregate import parse_aggregate
from launchready.mail.reports.readiness import Advice, Readiness, assess
from launchready.mail.reports.sources import Kind, Source, group

from .made import record, report, unaligned

POSTMARK, SENDGRID, STRANGER = "198.51.100.7", "198.51.100.8", "203.0.113.66"
NAMES = {POSTMARK: "mta70.mtasv.net", SENDGRID: "o1.ptr8.sendgrid.net"}


def sources(*records: str, declared: tuple[str, ...] = ("postmark",)) -> dict[str, Source]:
    """Group one day's records."""
    found = group([parse_aggregate(report(*records))], names=NAMES, declared=declared)
    return {each.name: each for each in found}


def readiness(
    *records: str,
    days: int = 30,
    policy: str = "none",
    extra: str = "",
    declared: tuple[str, ...] = ("postmark",),
) -> Readiness:
    """Judge the same records, day after day."""
    reports = [
        parse_aggregate(report(*records, day=day, policy=policy, extra=extra))
        for day in range(days)
    ]
    (found,) = assess(reports, group(reports, names=NAMES, declared=declared))
    return found


def test_rows_are_grouped_by_who_sent_them() -> None:
    """Two servers of one provider are one source; a stranger's server is its address."""
    found = sources(
        record(POSTMARK),
        record("198.51.100.9", signatures=(("acme.example", "pm", "pass"),)),
        unaligned(STRANGER, "stranger.example", count=3),
    )
    assert found.keys() == {"Postmark", STRANGER}
    assert (found["Postmark"].messages, found["Postmark"].failed) == (20, 0)
    assert found["Postmark"].kind is Kind.CLEAN
    assert found[STRANGER].kind is Kind.UNKNOWN


def test_reverse_dns_names_a_server_of_nobody_that_is_known() -> None:
    """A server is called by the domain of its name, once that was looked up."""
    found = group(
        [parse_aggregate(report(record(STRANGER, signatures=())))],
        names={STRANGER: "mail3.hoster.example"},
    )
    assert [each.name for each in found] == ["hoster.example"]


def test_a_declared_provider_that_is_not_set_up_is_named_with_its_fix() -> None:
    """What would break is said: who, how much, why, and where to mend it."""
    found = sources(
        unaligned(SENDGRID, "em.sendgrid.net", count=40), declared=("sendgrid", "postmark")
    )["SendGrid"]
    assert (found.kind, found.failed) == (Kind.OWN, 40)
    assert found.why == "it is not signed; SPF of em.sendgrid.net says pass"
    assert found.fix.startswith("verify acme.example at SendGrid (https://")


def test_a_claim_that_was_not_verified_names_nobody() -> None:
    """Whoever writes a provider's domain into the envelope is not taken for it."""
    claims = record(
        STRANGER, dkim="fail", spf="fail", envelope="pm.mtasv.net", spf_result="fail",
        signatures=(("mtasv.net", "pm", "fail"),),
    )  # fmt: skip
    assert sources(claims)[STRANGER].kind is Kind.UNKNOWN


def test_forwarded_mail_is_not_called_a_fault() -> None:
    """A mailing list that breaks signatures blocks nothing."""
    listed = record(
        STRANGER, dkim="fail", spf="fail", reason="mailing_list",
        signatures=(("acme.example", "pm", "fail"),),
    )  # fmt: skip
    assert sources(listed)[STRANGER].kind is Kind.FORWARDED
    assert readiness(record(POSTMARK, 500), listed).advice is Advice.MOVE


def test_a_broken_signature_is_told_from_a_missing_one() -> None:
    """The reason says which of the two it is."""
    broken = record(
        POSTMARK, dkim="fail", spf="fail", signatures=(("acme.example", "pm", "permerror"),)
    )
    why = sources(broken)["Postmark"].why
    assert why == "its signature for acme.example does not verify (permerror)"


def test_nothing_lost_in_two_weeks_lets_quarantine_begin() -> None:
    """Strangers' mail that fails is what enforcement is for."""
    found = readiness(record(POSTMARK), unaligned(STRANGER, "evil.example"), days=14)
    assert (found.advice, found.policy, found.next_policy) == (
        Advice.MOVE, "none", "quarantine",
    )  # fmt: skip
    assert (found.days, found.failed, found.own_lost) == (14, 140, 0)


def test_too_few_days_wait_and_say_until_when() -> None:
    """Thirteen days are not fourteen; the day on which they are is named."""
    found = readiness(record(POSTMARK), days=13)
    assert (found.advice, found.days) == (Advice.WAIT, 13)
    assert (found.earliest - found.last_day).days == 1


def test_an_own_sender_that_fails_comes_first() -> None:
    """However many days: what would be lost is fixed before the policy moves."""
    found = readiness(record(POSTMARK), unaligned(POSTMARK, "pm.mtasv.net"), days=60)
    assert found.advice is Advice.FIX
    assert found.own_lost == 600
    assert "Postmark: 600 of 1200 messages would be lost" in found.because[0]


def test_a_known_service_that_nobody_declares_is_asked_about() -> None:
    """A forgotten newsletter is found before it is lost."""
    found = readiness(record(POSTMARK), unaligned(SENDGRID, "em.sendgrid.net"))
    assert found.advice is Advice.LOOK
    assert "SendGrid: is it yours?" in found.because[0]


def test_reject_wants_four_weeks_of_quarantine() -> None:
    """A month's invoices must have been seen."""
    assert readiness(record(POSTMARK), policy="quarantine", days=27).advice is Advice.WAIT
    found = readiness(record(POSTMARK), policy="quarantine", days=28)
    assert (found.advice, found.next_policy) == (Advice.MOVE, "reject")
    assert readiness(record(POSTMARK), policy="reject").advice is Advice.DONE


def test_a_policy_under_test_is_not_taken_for_one_that_is_applied() -> None:
    """Quarantine with t=y is still none: its next step is quarantine itself."""
    found = readiness(record(POSTMARK), policy="quarantine", extra="<testing>y</testing>")
    assert (found.policy, found.next_policy) == ("none", "quarantine")


def test_no_mail_at_all_proves_nothing() -> None:
    """Reports without messages are no reason to move."""
    assert readiness(record(POSTMARK, 0)).advice is Advice.WAIT
