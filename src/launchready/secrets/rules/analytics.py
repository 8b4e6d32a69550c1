"""Feature flags and product analytics.

A prefix is the provider's own. Where its page gives no length, the length is that of keys
as they are met, with some room; "observed" marks a form that only such keys tell.
"""

from launchready.secrets.rule import Danger, Rule

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_NOTHING = "Made for pages: nothing to rotate."
_LAUNCHDARKLY = "https://launchdarkly.com/docs/home/account/environment/keys"
_POSTHOG = "https://posthog.com/docs/api#authentication"

RULES: tuple[Rule, ...] = (
    Rule(
        id="launchdarkly-sdk-key",
        provider="LaunchDarkly",
        kind="server-side SDK key",
        pattern=rf"sdk-{_UUID}",
        keywords=(b"sdk-",),
        docs=_LAUNCHDARKLY,
        rotate="Project settings, Environments, the environment: reset the SDK key.",
    ),
    Rule(
        id="launchdarkly-access-token",
        provider="LaunchDarkly",
        kind="API access token",
        pattern=rf"api-{_UUID}",
        keywords=(b"api-",),
        docs="https://launchdarkly.com/docs/home/account/api",
        rotate="https://app.launchdarkly.com/settings/authorization: reset the token.",
    ),
    Rule(
        id="launchdarkly-mobile-key",
        provider="LaunchDarkly",
        kind="mobile key",
        pattern=rf"mob-{_UUID}",
        keywords=(b"mob-",),
        danger=Danger.PUBLISHABLE,
        docs=_LAUNCHDARKLY,
        rotate=_NOTHING,
    ),
    Rule(
        id="posthog-personal-key",
        provider="PostHog",
        kind="personal API key",
        pattern=r"phx_[0-9A-Za-z]{40,60}",
        keywords=(b"phx_",),
        min_entropy=3.5,
        docs=_POSTHOG,
        rotate="Settings, Personal API keys: roll it, with fewer scopes.",
    ),
    Rule(
        id="posthog-project-key",
        provider="PostHog",
        kind="project API key",
        pattern=r"phc_[0-9A-Za-z]{40,50}",
        keywords=(b"phc_",),
        danger=Danger.PUBLISHABLE,
        min_entropy=3.5,
        docs=_POSTHOG,
        rotate=_NOTHING,
    ),
    Rule(
        id="statsig-secret-key",
        provider="Statsig",
        kind="server secret key",
        pattern=r"secret-[0-9A-Za-z]{43,45}",
        keywords=(b"secret-",),
        min_entropy=3.8,
        docs="https://docs.statsig.com/sdk-keys/api-keys/",
        rotate="https://console.statsig.com/api_keys: rotate the key.",
    ),
    Rule(
        id="segment-write-key",
        provider="Twilio Segment",
        kind="write key",
        pattern=r"[0-9A-Za-z]{32}",
        keywords=(b"segment_write_key", b"analytics.load("),
        context_bytes=12,
        danger=Danger.PUBLISHABLE,
        min_entropy=3.5,
        docs="https://segment.com/docs/connections/find-writekey/",
        rotate=_NOTHING,
    ),
    Rule(
        id="segment-public-api-token",
        provider="Twilio Segment",
        kind="Public API token",
        pattern=r"sgp_[0-9A-Za-z]{64}",
        keywords=(b"sgp_",),
        min_entropy=4.2,
        docs="https://segment.com/docs/api/public-api/",
        rotate="Workspace settings, Access management, Tokens: remove it, create another.",
    ),
    Rule(
        id="mixpanel-api-secret",
        provider="Mixpanel",
        kind="API secret",
        pattern=r"[0-9a-f]{32}",
        keywords=(b"mixpanel_api_secret", b"mixpanel_secret"),
        context_bytes=12,
        min_entropy=2.8,
        docs="https://developer.mixpanel.com/reference/project-secret",
        rotate="Project settings, Access keys: reset the secret; use a service account.",
    ),
    Rule(
        id="amplitude-secret-key",
        provider="Amplitude",
        kind="secret key",
        pattern=r"[0-9a-f]{32}",
        keywords=(b"amplitude_secret_key", b"amplitude_secret"),
        context_bytes=12,
        min_entropy=2.8,
        docs="https://amplitude.com/docs/apis/authentication",
        rotate="Settings, Projects, the project: ask support to rotate the secret key.",
    ),
)
