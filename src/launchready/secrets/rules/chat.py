"""Chat tools: tokens of bots and users, and webhooks, which anybody can post to.

A prefix is the provider's own. Where its page gives no length, the length is that of keys
as they are met, with some room; "observed" marks a form that only such keys tell.
"""

from launchready.secrets import checksums
from launchready.secrets.rule import Rule

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_SLACK = "https://docs.slack.dev/authentication/tokens"
_SLACK_APPS = "https://api.slack.com/apps: the app, OAuth & Permissions"
_SLACK_ROTATE = f"{_SLACK_APPS}: Revoke All OAuth Tokens, then reinstall the app."
_SLACK_SESSION = "Sign out of all other sessions in the workspace: the token ends with its own."
_TEAMS = (
    "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/"
    "how-to/add-incoming-webhook"
)

RULES: tuple[Rule, ...] = (
    Rule(
        id="slack-bot-token",
        provider="Slack",
        kind="bot token",
        pattern=r"xoxb-[0-9]{8,14}-(?:[0-9]{8,14}-)?[0-9A-Za-z]{18,34}",
        keywords=(b"xoxb-",),
        docs=_SLACK,
        rotate=_SLACK_ROTATE,
    ),
    Rule(
        id="slack-user-token",
        provider="Slack",
        kind="user token",
        pattern=r"xoxp-[0-9]{8,14}-[0-9]{8,14}-(?:[0-9]{8,14}-)?[0-9a-f]{28,34}",
        keywords=(b"xoxp-",),
        docs=_SLACK,
        rotate=_SLACK_ROTATE,
    ),
    Rule(
        id="slack-legacy-token",
        provider="Slack",
        kind="legacy workspace or refresh token",
        pattern=r"xox[aorse]-(?:[0-9]-)?[0-9A-Za-z-]{20,160}",
        keywords=(b"xoxa-", b"xoxo-", b"xoxr-", b"xoxs-", b"xoxe-"),
        min_entropy=3.0,
        docs=_SLACK,
        rotate=_SLACK_ROTATE,
    ),
    Rule(
        id="slack-configuration-token",
        provider="Slack",
        kind="app configuration token",
        pattern=r"xoxe\.xox[bp]-[0-9]-[0-9A-Za-z]{140,200}",
        keywords=(b"xoxe.xox",),
        min_entropy=3.5,
        docs=_SLACK,
        rotate="https://api.slack.com/apps: Your App Configuration Tokens: delete it.",
    ),
    Rule(
        id="slack-app-token",
        provider="Slack",
        kind="app-level token",
        pattern=r"xapp-[0-9]-[0-9A-Z]{8,14}-[0-9]{8,14}-[0-9a-f]{64}",
        keywords=(b"xapp-",),
        docs=_SLACK,
        rotate="https://api.slack.com/apps: the app, Basic Information, App-Level Tokens.",
    ),
    Rule(
        id="slack-session-token",
        provider="Slack",
        kind="session token of a signed-in browser",
        pattern=r"xoxc-[0-9]{8,14}-[0-9]{8,14}-[0-9]{8,14}-[0-9a-f]{64}",
        keywords=(b"xoxc-",),
        docs=_SLACK,
        rotate=_SLACK_SESSION,
    ),
    Rule(
        id="slack-session-cookie",
        provider="Slack",
        kind="session cookie of a signed-in browser",
        pattern=r"xoxd-[0-9A-Za-z%+/]{60,400}",
        not_after="A-Za-z0-9%+/",
        keywords=(b"xoxd-",),
        min_entropy=3.5,
        docs=_SLACK,
        rotate=_SLACK_SESSION,
    ),
    Rule(
        id="slack-webhook",
        provider="Slack",
        kind="incoming webhook",
        pattern=r"hooks\.slack\.com/services/T[0-9A-Z]{8,12}/B[0-9A-Z]{8,12}/[0-9A-Za-z]{24}",
        not_before="A-Za-z0-9_.-",
        keywords=(b"hooks.slack.com/services/",),
        docs="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
        rotate="https://api.slack.com/apps: Incoming Webhooks: remove it, add another.",
    ),
    Rule(
        id="slack-workflow-webhook",
        provider="Slack",
        kind="workflow webhook",
        pattern=(
            r"hooks\.slack\.com/(?:workflows|triggers)/[TE][0-9A-Z]{8,12}/"
            r"[0-9A-Z]{8,20}/(?:[0-9]{8,20}/)?[0-9A-Za-z]{24,32}"
        ),
        not_before="A-Za-z0-9_.-",
        keywords=(b"hooks.slack.com/workflows/", b"hooks.slack.com/triggers/"),
        docs="https://slack.com/help/articles/360041352714",
        rotate="Workflow Builder, the workflow, Starts with: remove the webhook, add another.",
    ),
    Rule(
        id="slack-signing-secret",
        provider="Slack",
        kind="signing or client secret",
        pattern=r"[0-9a-f]{32}",
        keywords=(b"slack_signing_secret", b"slack_client_secret"),
        context_bytes=12,
        min_entropy=2.8,
        docs="https://docs.slack.dev/authentication/verifying-requests-from-slack",
        rotate="https://api.slack.com/apps: the app, Basic Information: Regenerate.",
    ),
    Rule(
        id="discord-bot-token",
        provider="Discord",
        kind="bot token",
        # The bot's id, decimal digits in base64: hence the classes of the first four.
        pattern=(
            r"[MNO][DTjz][AEIMQUYcgk][w-z0-5](?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){4}"
            r"[MNO][DTjz][0-9A-Za-z]{1,5}\.[0-9A-Za-z_-]{6}\.[0-9A-Za-z_-]{27,38}"
        ),
        keywords=(
            b"md",
            b"mt",
            b"mj",
            b"mz",
            b"nd",
            b"nt",
            b"nj",
            b"nz",
            b"od",
            b"ot",
            b"oj",
            b"oz",
        ),
        checksum=checksums.discord_bot,
        docs="https://discord.com/developers/docs/reference#authentication",
        rotate="https://discord.com/developers/applications: the bot, Reset Token.",
    ),
    Rule(
        id="discord-webhook",
        provider="Discord",
        kind="webhook",
        pattern=r"discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/[0-9]{17,20}/[0-9A-Za-z_-]{60,72}",
        not_before="A-Za-z0-9_-",
        keywords=(b"discord.com/api/", b"discordapp.com/api/"),
        docs="https://discord.com/developers/docs/resources/webhook",
        rotate="The channel, Integrations, Webhooks: delete it and make another.",
    ),
    Rule(
        id="discord-client-secret",
        provider="Discord",
        kind="OAuth2 client secret",
        pattern=r"[0-9A-Za-z_-]{32}",
        keywords=(b"discord_client_secret",),
        context_bytes=12,
        min_entropy=3.5,
        docs="https://discord.com/developers/docs/topics/oauth2",
        rotate="https://discord.com/developers/applications: OAuth2, Reset Secret.",
    ),
    Rule(
        id="telegram-bot-token",
        provider="Telegram",
        kind="bot token",
        pattern=r"[0-9]{8,10}:AA[0-9A-Za-z_-]{33}",
        not_before="A-Za-z0-9_:-",
        keywords=(b":aa",),
        min_entropy=3.5,
        docs="https://core.telegram.org/bots/api#authorizing-your-bot",
        rotate="Write /revoke to @BotFather and choose the bot; it answers with another.",
    ),
    Rule(
        id="teams-webhook",
        provider="Microsoft Teams",
        kind="incoming webhook",
        pattern=(
            rf"webhook\.office\.com/webhookb2/{_UUID}@{_UUID}/IncomingWebhook/"
            rf"[0-9a-f]{{32}}/{_UUID}(?:/[0-9A-Za-z_-]{{20,60}})?"
        ),
        not_before="",
        keywords=(b"webhook.office.com/webhookb2/",),
        docs=_TEAMS,
        rotate="The channel, Connectors: remove the webhook; Workflows replaces it.",
    ),
    Rule(
        id="power-automate-webhook",
        provider="Microsoft Teams",
        kind="workflow webhook (Power Automate, Logic Apps)",
        pattern=(
            r"logic\.azure\.com(?::443)?/workflows/[0-9a-f]{32}/triggers/[0-9A-Za-z_]{1,40}/"
            r"paths/invoke\?[0-9A-Za-z&=%._-]{10,120}sig=(?P<secret>[0-9A-Za-z_-]{43})"
        ),
        not_before="",
        keywords=(b"logic.azure.com",),
        min_entropy=3.5,
        docs="https://learn.microsoft.com/en-us/azure/logic-apps/logic-apps-securing-a-logic-app",
        rotate="Logic app, Access keys: regenerate; a Teams workflow: delete and make anew.",
    ),
    Rule(
        id="google-chat-webhook",
        provider="Google",
        kind="Chat webhook",
        pattern=(
            r"chat\.googleapis\.com/v1/spaces/[0-9A-Za-z_-]{6,20}/messages\?"
            r"key=[0-9A-Za-z_-]{39}&token=(?P<secret>[0-9A-Za-z_-]{40,60}(?:%3D)?)"
        ),
        not_before="A-Za-z0-9_.-",
        not_after="A-Za-z0-9_%-",
        keywords=(b"chat.googleapis.com/v1/spaces/",),
        min_entropy=3.5,
        docs="https://developers.google.com/workspace/chat/quickstart/webhooks",
        rotate="The space, Apps & integrations, Webhooks: delete it and add another.",
    ),
    Rule(
        id="zapier-webhook",
        provider="Zapier",
        kind="catch hook",
        pattern=r"hooks\.zapier\.com/hooks/catch/[0-9]{4,12}/[0-9a-z]{6,10}",
        not_before="A-Za-z0-9_.-",
        keywords=(b"hooks.zapier.com/hooks/catch/",),
        docs="https://help.zapier.com/hc/en-us/articles/8496288690317",
        rotate="The Zap, its trigger: make another webhook step and switch the sender to it.",
    ),
    Rule(
        id="pusher-app-secret",
        provider="Pusher",
        kind="Channels app secret",
        pattern=r"[0-9a-f]{20}",
        keywords=(b"pusher_app_secret", b"pusher_secret"),
        context_bytes=12,
        min_entropy=2.5,
        docs="https://pusher.com/docs/channels/library_auth_reference/rest-api/",
        rotate="https://dashboard.pusher.com: App Keys: create keys, deactivate these.",
    ),
    Rule(
        id="ably-api-key",
        provider="Ably",
        kind="API key",
        pattern=r"[0-9A-Za-z_-]{6}\.[0-9A-Za-z_-]{6}:[0-9A-Za-z_-]{43}",
        keywords=(b"ably",),
        context_bytes=60,
        min_entropy=4.2,
        docs="https://ably.com/docs/auth#api-key",
        rotate="https://ably.com/accounts/any: the app, API keys: revoke it, create another.",
    ),
    Rule(
        id="pubnub-secret-key",
        provider="PubNub",
        kind="secret key",
        pattern=r"sec-c-[0-9A-Za-z+/]{48}",
        not_after="A-Za-z0-9+/=",
        keywords=(b"sec-c-",),
        min_entropy=3.5,
        docs="https://www.pubnub.com/docs/general/setup/account-setup",
        rotate="https://admin.pubnub.com: the keyset: rotate its secret key.",
    ),
)
