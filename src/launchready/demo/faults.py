"""Every way in which the demo's product can be wrong; each switch brings in one fault.

The product is written once and correctly.  A switch names, in its metadata, the check
that is there to find it, which is what the single-fault tests hold the audit to.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields


def _found_by(check: str, where: str, *also: str) -> bool:
    """Make a switch that is off, with the check that finds it and where it looks.

    Args:
        check: the one that is there for the fault.
        where: target of its finding.
        also: checks that rightly fail with it: the first look of the quick audit, and
            what follows from the fault by itself.
    """
    data = {"check": check, "where": where, "also": also}
    switch: bool = field(default=False, metadata=data)
    return switch


QUICK_MAIL = "quick/sender-domain-verified"
"""Names what is missing of SPF, DKIM and DMARC at a first look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Which faults a twin has; none by default."""

    # Names
    host_missing_from_dns: bool = _found_by("domain/resolves", "assets.acme.example")
    soa_disagrees: bool = _found_by("domain/nameservers-agree", "acme.example")
    nameservers_on_one_network: bool = _found_by("domain/nameservers-agree", "acme.example")
    lame_nameserver: bool = _found_by("domain/lame-delegation", "acme.example")
    dangling_cname: bool = _found_by("domain/dangling-record", "blog.acme.example")
    doubled_name: bool = _found_by("domain/doubled-name", "acme.example")
    ipv6_dead: bool = _found_by("domain/ipv6-listens", "app.acme.example")
    ipv6_another_server: bool = _found_by("domain/families-agree", "app.acme.example")
    caa_forbids: bool = _found_by("domain/caa-permits-issuer", "app.acme.example")
    ttl_too_long: bool = _found_by("domain/ttl-launch-ready", "app.acme.example")
    registration_expiring: bool = _found_by("domain/registration-expiry", "acme.example")
    undeclared_host: bool = _found_by("domain/undeclared-host", "acme.example")
    declared_host_missing: bool = _found_by(
        "domain/declared-host-missing", "status.acme.example"
    )
    dnssec_broken: bool = _found_by("domain/dnssec-valid", "acme.example")
    www_missing: bool = _found_by("domain/declared-host-missing", "www.acme.example")

    # Certificates
    self_signed: bool = _found_by("domain/certificate-valid", "assets.acme.example")
    certificate_expired: bool = _found_by("domain/certificate-expiry", "assets.acme.example")
    certificate_expires_soon: bool = _found_by("domain/certificate-expiry", "api.acme.example")
    certificate_wrong_name: bool = _found_by("domain/certificate-name", "assets.acme.example")
    missing_intermediate: bool = _found_by("domain/certificate-chain", "api.acme.example")
    tls_old_versions: bool = _found_by("domain/tls-versions", "api.acme.example")
    renewal_overdue: bool = _found_by("domain/tls-renewal", "app.acme.example")
    plain_http_served: bool = _found_by("domain/https-everywhere", "app.acme.example")
    hsts_missing: bool = _found_by("domain/hsts", "app.acme.example")
    hsts_short: bool = _found_by("domain/hsts", "app.acme.example")
    hsts_preload_unmeant: bool = _found_by("domain/hsts", "acme.example")
    hsts_zero: bool = _found_by("domain/hsts", "app.acme.example")

    # Redirects
    redirect_loop: bool = _found_by("domain/redirect-loop", "www.acme.example")
    redirect_loop_without_cookie: bool = _found_by("domain/redirect-loop", "app.acme.example")
    redirect_loop_with_cookie: bool = _found_by("domain/redirect-loop", "app.acme.example")
    redirect_two_hops: bool = _found_by("domain/redirect-hops", "www.acme.example")
    www_not_redirected: bool = _found_by("domain/redirect-canonical", "www.acme.example")
    redirect_temporary: bool = _found_by("domain/redirect-canonical", "www.acme.example")
    redirect_drops_path: bool = _found_by("domain/redirect-keeps-path", "www.acme.example")
    redirect_drops_query: bool = _found_by("domain/redirect-keeps-query", "www.acme.example")
    old_url_gone: bool = _found_by("domain/redirect-declared", "/old-pricing")
    open_redirect: bool = _found_by("domain/redirect-open", "/login")

    # Edge
    proxy_not_as_declared: bool = _found_by("edge/proxy-as-declared", "assets.acme.example")
    origin_exposed: bool = _found_by("edge/origin-hidden", "app.acme.example")
    callback_404: bool = _found_by("edge/callback-reachable", "/auth/callback")
    webhook_redirected: bool = _found_by("edge/webhook-reachable", "/webhooks/payments")
    webhook_challenged: bool = _found_by("edge/webhook-reachable", "/webhooks/payments")
    webhook_missing: bool = _found_by("edge/webhook-reachable", "/webhooks/payments")
    api_challenged: bool = _found_by("edge/api-not-challenged", "/v1/status")
    assets_uncached: bool = _found_by("edge/assets-cached", "/app.js")
    asset_without_validator: bool = _found_by("edge/asset-revalidates", "/app.js")
    dashboard_cached_publicly: bool = _found_by("edge/private-not-cached", "/dashboard")
    cache_deception: bool = _found_by("edge/cache-deception", "/dashboard")
    public_page_sets_cookie: bool = _found_by("edge/cache-key-safe", "/")
    vary_missing: bool = _found_by("edge/cache-key-safe", "/")
    mixed_content: bool = _found_by("edge/mixed-content", "/")
    cors_reflects_with_credentials: bool = _found_by("edge/cors-credentials", "/v1/status")
    no_security_headers: bool = _found_by("edge/security-headers", "app.acme.example")
    error_page_leaks_trace: bool = _found_by("edge/error-page-leaks", "app.acme.example")
    version_banner: bool = _found_by("edge/error-page-leaks", "api.acme.example")
    no_compression: bool = _found_by("edge/compression", "/app.js")
    source_map_served: bool = _found_by("edge/source-maps", "/app.js")
    edge_ssl_flexible: bool = _found_by("edge/cloudflare-settings", "acme.example: ssl")
    rocket_loader: bool = _found_by("edge/cloudflare-settings", "acme.example: rocket_loader")
    bots_fought: bool = _found_by("edge/cloudflare-settings", "acme.example: bots")
    edge_caches_everything: bool = _found_by("edge/cloudflare-settings", "acme.example: cache")
    login_not_limited: bool = _found_by("edge/rate-limit-login", "/login")

    # Sessions
    cookie_rejected: bool = _found_by("edge/cookie-accepted", "/login")
    cookie_insecure: bool = _found_by("edge/cookie-flags", "/login")
    login_down: bool = _found_by("edge/login-reachable", "/login")
    login_form_get: bool = _found_by("edge/login-form-secure", "/login")
    login_without_csrf: bool = _found_by("edge/login-form-secure", "/login")
    anonymous_dashboard: bool = _found_by("edge/anonymous-access", "/dashboard")
    method_override: bool = _found_by("edge/method-override", "/v1/status")

    # Secrets
    secret_in_tree: bool = _found_by("secrets/in-tree", "ops/smoke.py")
    secret_in_history: bool = _found_by("secrets/in-history", "portal/payments.py")
    secret_in_frontend: bool = _found_by("secrets/in-frontend", "dist/")
    secret_in_source_map: bool = _found_by("secrets/in-source-map", "dist/app.js.map")
    secret_in_build_log: bool = _found_by("secrets/in-build-log", "logs/build.log")
    secret_in_container: bool = _found_by("secrets/in-container", "image.tar")
    env_file_committed: bool = _found_by("secrets/env-file-committed", ".env.production")
    env_file_served: bool = _found_by("secrets/env-file-served", "/.env")
    key_readable_by_all: bool = _found_by("secrets/private-key-permissions", "ops/deploy.key")
    password_logged: bool = _found_by("secrets/log-leaks", "logs/portal.log")
    canary_caught: bool = _found_by("secrets/log-canary", "acme.example")
    rotation_open: bool = _found_by("secrets/rotated", "rotation")
    key_scope_unknown: bool = _found_by("secrets/third-party-scope", "POSTMARK_TOKEN")
    card_logged: bool = _found_by("secrets/log-pii", "logs/portal.log")

    # Configuration
    env_not_validated: bool = _found_by("config/env-validated", "acme.example")
    env_unexplained: bool = _found_by("config/env-documented", "LOG_LEVEL")
    env_outside_contract: bool = _found_by("config/env-undocumented", "REPORT_ROWS")
    env_unused: bool = _found_by("config/env-unused", "MAILGUN_TOKEN")
    env_name_vague: bool = _found_by("config/env-naming", "API_KEY")
    env_secret_public: bool = _found_by("config/env-naming", "VITE_SIGNING_KEY")
    debug_on: bool = _found_by("config/debug-off", "portal/settings.py")
    secret_has_default: bool = _found_by("config/default-credentials", "portal/settings.py")
    seed_known_password: bool = _found_by("config/default-credentials", "portal/seed.py")
    host_in_code: bool = _found_by("config/settings-in-code", "portal/settings.py")
    secret_shared: bool = _found_by("config/staging-production-shared", "ops/staging.env")
    rotation_unwritten: bool = _found_by("config/process-documented", "SESSION_KEY")
    runbook_missing: bool = _found_by("config/process-documented", "repository")

    # The product's own mails
    mail_not_sent: bool = _found_by("email/mails-arrive", "reset")
    mail_unsigned: bool = _found_by("email/mails-arrive", "signup")
    mail_template_left: bool = _found_by("email/mails-arrive", "signup")
    mail_without_text: bool = _found_by("email/mails-arrive", "signup")
    mail_reply_lost: bool = _found_by("email/mails-arrive", "signup")
    mail_http_link: bool = _found_by("email/links-own-domain", "signup")
    mail_without_unsubscribe: bool = _found_by("email/unsubscribe-headers", "news")
    # Mail
    spf_missing: bool = _found_by("email/spf-present", "acme.example", QUICK_MAIL)
    spf_doubled: bool = _found_by("email/spf-single", "acme.example", QUICK_MAIL)
    spf_mistyped: bool = _found_by("email/spf-valid", "acme.example", QUICK_MAIL)
    spf_syntax: bool = _found_by("email/spf-valid", "acme.example")
    spf_include_gone: bool = _found_by("email/spf-valid", "acme.example")
    spf_include_loop: bool = _found_by("email/spf-valid", "acme.example")
    spf_many_lookups: bool = _found_by("email/spf-lookups", "acme.example")
    spf_void: bool = _found_by("email/spf-void-lookups", "acme.example")
    spf_allows_all: bool = _found_by("email/spf-all", "acme.example")
    spf_neutral: bool = _found_by("email/spf-all", "acme.example")
    spf_open_ended: bool = _found_by("email/spf-all", "acme.example")
    spf_forgotten_service: bool = _found_by("email/spf-senders-only", "acme.example")
    spf_lacks_provider: bool = _found_by("email/spf-covers-sender", "acme.example")
    dkim_missing: bool = _found_by("email/dkim-selector", "acme.example", QUICK_MAIL)
    dkim_short: bool = _found_by("email/dkim-key-strength", "acme.example")
    dkim_cut_off: bool = _found_by("email/dkim-key-valid", "acme.example")
    dkim_revoked: bool = _found_by("email/dkim-key-valid", "acme.example", QUICK_MAIL)
    dkim_testing: bool = _found_by("email/dkim-key-valid", "acme.example")
    dkim_doubled: bool = _found_by("email/dkim-doubled-name", "acme.example", QUICK_MAIL)
    dkim_foreign: bool = _found_by("email/dkim-aligned", "acme.example")
    dmarc_missing: bool = _found_by("email/dmarc-present", "acme.example", QUICK_MAIL)
    dmarc_doubled: bool = _found_by("email/dmarc-valid", "acme.example", QUICK_MAIL)
    dmarc_mistyped: bool = _found_by("email/dmarc-valid", "acme.example", QUICK_MAIL)
    dmarc_policy_mistyped: bool = _found_by("email/dmarc-valid", "acme.example")
    dmarc_obsolete: bool = _found_by("email/dmarc-valid", "acme.example")
    dmarc_blind: bool = _found_by("email/dmarc-reports", "acme.example")
    dmarc_reports_unwanted: bool = _found_by("email/dmarc-reports", "acme.example")
    dmarc_reports_nowhere: bool = _found_by("email/dmarc-reports", "acme.example")
    dmarc_still_none: bool = _found_by("email/dmarc-policy", "acme.example")
    dmarc_subdomains_open: bool = _found_by("email/dmarc-subdomains", "acme.example")
    dmarc_unaligned: bool = _found_by(
        "email/dmarc-aligned", "acme.example", "email/dkim-aligned", "email/return-path-aligned"
    )
    from_elsewhere: bool = _found_by("email/from-domain-own", "acme.example")
    from_free_mail: bool = _found_by("email/from-domain-own", "acme.example")
    return_path_gone: bool = _found_by("email/return-path-aligned", "acme.example")
    mx_missing: bool = _found_by("email/mx-present", "acme.example")
    mx_gone: bool = _found_by("email/mx-resolves", "acme.example")
    mx_alias: bool = _found_by("email/mx-resolves", "acme.example")
    smtp_down: bool = _found_by("email/mx-starttls", "mx.acme.example")
    smtp_without_tls: bool = _found_by("email/mx-starttls", "mx.acme.example")
    smtp_untrusted: bool = _found_by("email/mx-starttls", "mx.acme.example")
    reply_bounces: bool = _found_by("email/reply-to-accepts", "acme.example")
    reply_unread: bool = _found_by("email/reply-to-accepts", "acme.example")
    sts_unserved: bool = _found_by("email/mta-sts", "acme.example")
    sts_faulty: bool = _found_by("email/mta-sts", "acme.example")
    sts_leaves_out: bool = _found_by("email/mta-sts", "acme.example")
    sts_unreported: bool = _found_by("email/tls-rpt", "acme.example")
    parked_open: bool = _found_by("email/null-mx-on-parked", "acme-app.example")
    reverse_missing: bool = _found_by("email/reverse-dns", "203.0.113.25")
    reverse_unconfirmed: bool = _found_by("email/reverse-dns", "203.0.113.25")
    address_listed: bool = _found_by("email/blocklist", "203.0.113.25")
    tracking_untrusted: bool = _found_by("email/tracking-domain-tls", "acme.example")
    bimi_unshown: bool = _found_by("email/bimi", "acme.example")

    # Monitoring, logs and releases
    nothing_watched: bool = _found_by("monitoring/covers-critical", "acme.example")
    login_unwatched: bool = _found_by("monitoring/covers-critical", "/login")
    monitor_seldom: bool = _found_by("monitoring/period", "home")
    monitor_jumpy: bool = _found_by("monitoring/two-misses", "home")
    monitor_unwatched: bool = _found_by("monitoring/dead-man", "acme.example")
    alerts_undrilled: bool = _found_by("monitoring/alert-in-five-minutes", "acme.example")
    alert_slow: bool = _found_by("monitoring/alert-in-five-minutes", "acme.example")
    pages_by_mail_alone: bool = _found_by("monitoring/alert-route-severity", "severity page")
    alone_on_call: bool = _found_by(
        "monitoring/second-person", "acme.example", "handover/bus-factor"
    )
    errors_untracked: bool = _found_by("monitoring/error-tracking", "acme.example")
    error_invisible: bool = _found_by(
        "performance/errors-visible", "acme.example", "monitoring/error-context"
    )
    error_anonymous: bool = _found_by("monitoring/error-context", "acme.example")
    release_untold: bool = _found_by("monitoring/error-tracking", "acme.example")
    release_hidden: bool = _found_by("monitoring/deploys-tagged", "/health")
    request_id_missing: bool = _found_by("monitoring/request-id", "/health")
    health_may_be_cached: bool = _found_by("monitoring/health-honest", "/health")
    errors_bare: bool = _found_by("monitoring/log-context", "repository")
    sign_ins_unlogged: bool = _found_by("monitoring/auth-failures-logged", "repository")
    payments_unlogged: bool = _found_by("monitoring/payment-errors-logged", "repository")
    webhooks_unlogged: bool = _found_by("monitoring/webhook-errors-logged", "repository")
    logs_thrown_away: bool = _found_by("monitoring/log-retention", "acme.example")
    incident_unwritten: bool = _found_by("monitoring/incident-checklist", "repository")
    rollback_undeclared: bool = _found_by("monitoring/rollback-minutes", "acme.example")
    rollback_slow: bool = _found_by("monitoring/rollback-tested", "acme.example")

    # Recovery and its evidence
    backups_unwritten: bool = _found_by("handover/backup-exists", "acme.example")
    backup_missing: bool = _found_by("handover/backup-exists", "acme.example")
    backup_empty: bool = _found_by("handover/backup-exists", "acme.example")
    backup_stale: bool = _found_by("handover/backup-exists", "acme.example")
    restore_undrilled: bool = _found_by("handover/restore-tested", "acme.example")
    restore_failed: bool = _found_by("handover/restore-tested", "acme.example")
    restore_slow: bool = _found_by("handover/restore-tested", "acme.example")
    rollback_undrilled: bool = _found_by("handover/rollback-tested", "acme.example")
    contacts_missing: bool = _found_by("handover/emergency-contacts", "acme.example")
    contact_alone: bool = _found_by("handover/emergency-contacts", "acme.example")
    contacts_undrilled: bool = _found_by("handover/emergency-contacts", "acme.example")
    contacts_silent: bool = _found_by("handover/emergency-contacts", "acme.example")
    evidence_changed: bool = _found_by("handover/evidence-genuine", "acme.example")

    # The folder and the people
    health_down: bool = _found_by("quick/traffic-map", "acme.example")
    hosting_unknown: bool = _found_by("quick/hosting-known", "acme.example")
    no_ci: bool = _found_by("quick/deploy-repeatable", "repository")
    no_lockfile: bool = _found_by("quick/deploy-repeatable", "repository")
    image_unpinned: bool = _found_by("quick/deploy-repeatable", "repository")
    env_undocumented: bool = _found_by("quick/env-documented", "repository")
    sender_unverified: bool = _found_by(
        QUICK_MAIL, "acme.example", "email/spf-present", "email/dkim-selector"
    )
    owner_missing: bool = _found_by("quick/owner-known", "acme.example")

    # Ownership
    owner_unconfirmed: bool = _found_by("handover/owner-declared", "acme.example")
    mail_moved: bool = _found_by("handover/provider-matches", "email")
    payments_of_another: bool = _found_by("handover/ownership-proven", "payments")
    zone_unproven: bool = _found_by("handover/ownership-proven", "acme.example")
    database_held_alone: bool = _found_by(
        "handover/two-people", "acme.example", "handover/bus-factor"
    )
    hosting_held_by_agency: bool = _found_by(
        "handover/founder-owns", "acme.example", "handover/bus-factor"
    )
    repository_second_is_agency: bool = _found_by("handover/bus-factor", "acme.example")
    second_factor_off: bool = _found_by("handover/access-inventory", "acme.example")
    agency_never_leaves: bool = _found_by("handover/offboarding", "acme.example")
    secrets_in_chat: bool = _found_by("handover/secrets-located", "acme.example")
    registrar_mailbox_own: bool = _found_by("handover/domain-registration", "acme.example")
    deploy_command_gone: bool = _found_by("handover/deploy-documented", "acme.example")
    host_unlisted: bool = _found_by("handover/endpoints-listed", "acme.example")

    # Speed
    speed_dashboard: bool = _found_by("performance/latency-core-reads", "/dashboard")
    speed_errors: bool = _found_by("performance/error-rate", "/v1/status")
    speed_unsampled: bool = _found_by("performance/latency-reports", "/reports/monthly")
    speed_report_anew: bool = _found_by("performance/cache-worthwhile", "/reports/monthly")
    dashboard_huge: bool = _found_by("performance/payload-size", "/dashboard")
    dashboard_shared: bool = _found_by("performance/cache-crosses-users", "/dashboard")
    spike_slow: bool = _found_by("performance/spike-p95", "/dashboard")
    spike_errors: bool = _found_by("performance/spike-errors", "/dashboard")
    spike_lasting: bool = _found_by("performance/spike-recovery", "/dashboard")
    write_slow: bool = _found_by("performance/latency-writes", "/profile")
    write_stale: bool = _found_by("performance/cache-stale-after-write", "/dashboard")
    write_undrilled: bool = _found_by("performance/cache-stale-after-write", "acme.example")
    jobs_piled_up: bool = _found_by("performance/queue-pileup", "mail")
    job_lost: bool = _found_by("performance/queue-stuck", "mail")
    job_endless: bool = _found_by("performance/queue-stuck", "mail")
    spike_untried: bool = _found_by("performance/spike-p95", "acme.example")

    @property
    def active(self) -> tuple[str, ...]:
        """Give the names of the switches that are on, in the order of this file."""
        return tuple(name for name in self.switches() if getattr(self, name))

    @classmethod
    def switches(cls) -> tuple[str, ...]:
        """Give the name of every switch, in the order of this file."""
        return tuple(each.name for each in fields(cls))

    @classmethod
    def check_for(cls, switch: str) -> str:
        """Give the id of the check that is there to find a fault."""
        return next(str(each.metadata["check"]) for each in fields(cls) if each.name == switch)

    @classmethod
    def also_for(cls, switch: str) -> tuple[str, ...]:
        """Give the ids of further checks that rightly fail with a fault."""
        return next(tuple(each.metadata["also"]) for each in fields(cls) if each.name == switch)

    @classmethod
    def only(cls, switch: str) -> Faults:
        """Make the twin with one fault and no other.

        Raises:
            TypeError: no switch has that name.
        """
        return cls(**{switch: True})


READY = Faults()

BROKEN = Faults(
    lame_nameserver=True,
    dangling_cname=True,
    doubled_name=True,
    ipv6_dead=True,
    registration_expiring=True,
    undeclared_host=True,
    certificate_expires_soon=True,
    certificate_wrong_name=True,
    redirect_two_hops=True,
    redirect_drops_query=True,
    hsts_missing=True,
    origin_exposed=True,
    webhook_redirected=True,
    api_challenged=True,
    dashboard_cached_publicly=True,
    cache_deception=True,
    cors_reflects_with_credentials=True,
    mixed_content=True,
    error_page_leaks_trace=True,
    cookie_insecure=True,
    secret_in_history=True,
    secret_in_frontend=True,
    env_file_served=True,
    password_logged=True,
    rotation_open=True,
    mail_template_left=True,
    mail_http_link=True,
    no_lockfile=True,
    env_undocumented=True,
    env_not_validated=True,
    debug_on=True,
    sender_unverified=True,
    dmarc_blind=True,
    reply_bounces=True,
    parked_open=True,
    owner_missing=True,
    speed_unsampled=True,
    dashboard_huge=True,
    spike_untried=True,
)
"""The twin that `launchready demo` shows: what a product looks like that was only demoed."""
