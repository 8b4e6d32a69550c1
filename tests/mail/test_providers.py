"""Mail providers are known by their names, and by what shows of them in mail and DNS."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from launchready.mail.providers import MAIL_PROVIDERS, find_provider, recognise_mail
from launchready.manifest.schema import Sender

WANTED = (
    "Postmark", "SendGrid", "Mailgun", "SES", "Resend", "Brevo", "Mailchimp Transactional",
    "SparkPost", "Mailjet", "MailerSend", "Google Workspace", "Microsoft 365", "Zoho Mail",
    "Fastmail", "Loops", "Customer.io", "HubSpot", "Intercom", "Zendesk", "Help Scout",
)  # fmt: skip


@pytest.mark.parametrize("name", WANTED)
def test_a_provider_is_found_by_the_name_that_people_call_it(name: str) -> None:
    """Whatever the spelling, a sender's provider means the one that is known."""
    found = find_provider(name)
    assert found is not None
    assert found is find_provider(name.upper()) is find_provider(found.name)


def test_a_name_that_nobody_has_is_no_provider() -> None:
    """An unknown provider is said to be unknown, not taken for a similar one."""
    assert find_provider("") is None
    assert find_provider("our own servers") is None


def test_no_name_means_two_providers() -> None:
    """Names and aliases are each one provider's."""
    names = Counter(name for each in MAIL_PROVIDERS for name in (each.name, *each.aliases))
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("provider", MAIL_PROVIDERS, ids=lambda each: each.name)
def test_what_is_said_of_a_provider_can_be_looked_up(provider: object) -> None:
    """Each has its source; what that source does not say is a field that exists."""
    assert isinstance(provider, type(MAIL_PROVIDERS[0]))
    assert provider.source.startswith("https://")
    fields = set(type(provider).__struct_fields__)
    assert set(provider.unverified) <= fields
    assert all(getattr(provider, field) for field in provider.unverified)
    assert provider.dkim in {"TXT", "CNAME"}
    for name in (*provider.includes, *provider.domains, *provider.exchangers):
        assert Sender(domain=name).domain == name
    for record in provider.return_path_records:
        assert re.match(r"(CNAME|MX \d+|TXT v=spf1) ?", record)
    if provider.carrier:
        assert find_provider(provider.carrier) is not None


@pytest.mark.parametrize(
    ("names", "selectors", "known"),
    [
        (["a48-9.smtp-out.amazonses.com."], [], "amazon-ses"),
        (["mta-70-31.mtasv.net"], [], "postmark"),
        (["mail-sor-f41.google.com"], [], "google"),
        (["mail-eopbgr70045.outbound.protection.outlook.com"], [], "microsoft365"),
        (["o1.ptr8.sendgrid.net"], [], "sendgrid"),
        (["", "acme.example"], ["pm"], "postmark"),
        (["notmtasv.net"], [], ""),
        (["acme.example"], ["s1", "mail"], ""),
        ([], [], ""),
    ],
)
def test_mail_names_the_provider_that_it_came_through(
    names: list[str], selectors: list[str], known: str
) -> None:
    """A server's or signer's name tells the provider; a name that anybody may use does not."""
    found = recognise_mail(names, selectors=selectors)
    assert (found.name if found else "") == known
