"""Amazon Web Services and Google Cloud."""

from launchready.secrets import checksums
from launchready.secrets.rule import Danger, Rule

_AWS_IDS = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "reference_identifiers.html#identifiers-unique-ids"
)
_AWS_ROTATE = (
    "IAM console, Users, Security credentials: make a second key, switch to it, deactivate "
    "this one, and after a day delete it. Read CloudTrail for what it did."
)
_GOOGLE_KEYS = "https://cloud.google.com/docs/authentication/api-keys"
_GOOGLE_CREDENTIALS = "https://console.cloud.google.com/apis/credentials"

RULES: tuple[Rule, ...] = (
    Rule(
        id="aws-access-key-id",
        provider="AWS",
        kind="access key id",
        # The id alone opens nothing, but it stands beside its secret and names the account.
        pattern=r"AKIA[A-Z2-7]{16}",
        keywords=(b"akia",),
        min_entropy=2.5,
        checksum=checksums.aws_key_id,
        docs=_AWS_IDS,
        rotate=_AWS_ROTATE,
    ),
    Rule(
        id="aws-session-key-id",
        provider="AWS",
        kind="temporary access key id",
        pattern=r"ASIA[A-Z2-7]{16}",
        keywords=(b"asia",),
        min_entropy=2.5,
        checksum=checksums.aws_key_id,
        docs=_AWS_IDS,
        rotate="IAM console, the role, Revoke sessions: it ends every older session at once.",
    ),
    Rule(
        id="aws-secret-access-key",
        provider="AWS",
        kind="secret access key",
        pattern=r"[0-9A-Za-z/+]{40}",
        not_before="A-Za-z0-9/+_-",
        not_after="A-Za-z0-9/+=_-",
        keywords=(
            b"aws_secret",
            b"secretaccesskey",
            b"secret_access_key",
            b"secret-access-key",
            b"aws_sec",
        ),
        context_bytes=40,
        min_entropy=4.0,
        docs="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
        rotate=_AWS_ROTATE,
    ),
    Rule(
        id="aws-bedrock-api-key",
        provider="AWS",
        kind="Bedrock long-term API key",
        # "BedrockAPIKey-" in base64 stands behind the prefix.
        pattern=r"ABSKQmVkcm9ja0FQSUtleS[0-9A-Za-z+/]{80,200}={0,2}",
        not_after="A-Za-z0-9+/=",
        keywords=(b"abskqmvkcm9ja0fqsutles",),
        min_entropy=4.5,
        docs="https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
        rotate="IAM console, the key's user, Security credentials, API keys: delete it.",
    ),
    Rule(
        id="aws-bedrock-session-key",
        provider="AWS",
        kind="Bedrock short-term API key",
        pattern=r"bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[0-9A-Za-z+/_-]{40,900}={0,2}",
        keywords=(b"bedrock-api-key-",),
        min_entropy=3.5,
        docs="https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
        rotate="It ends within 12 hours; revoke the sessions of the role that made it.",
    ),
    Rule(
        id="aws-appsync-api-key",
        provider="AWS",
        kind="AppSync API key",
        pattern=r"da2-[0-9a-z]{26}",
        keywords=(b"da2-",),
        min_entropy=3.0,
        docs="https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html",
        rotate="AppSync console, Settings, API keys: add one, switch, delete this one.",
    ),
    Rule(
        id="amazon-mws-token",
        provider="Amazon",
        kind="Marketplace Web Service token",
        pattern=(r"amzn\.mws\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        keywords=(b"amzn.mws.",),
        docs="https://developer-docs.amazon.com/sp-api/docs/sp-api-migration",
        rotate="Seller Central, User permissions: revoke the developer and authorise anew.",
    ),
    Rule(
        id="amazon-login-secret",
        provider="Amazon",
        kind="Login with Amazon client secret",
        pattern=r"amzn1\.oa2-cs\.v1\.[0-9a-f]{64}",
        keywords=(b"amzn1.oa2-cs.v1.",),
        min_entropy=2.5,
        docs="https://developer.amazon.com/docs/login-with-amazon/register-web.html",
        rotate="developer.amazon.com, Login with Amazon, the profile: rotate the secret.",
    ),
    Rule(
        id="amazon-selling-partner-refresh-token",
        provider="Amazon",
        kind="Selling Partner refresh token",
        pattern=r"Atzr\|[0-9A-Za-z_-]{150,700}",
        keywords=(b"atzr|",),
        min_entropy=3.5,
        docs="https://developer-docs.amazon.com/sp-api/docs/connect-to-the-selling-partner-api",
        rotate="Seller Central, Manage your apps: revoke the app and authorise it again.",
    ),
    Rule(
        id="google-api-key",
        provider="Google",
        kind="API key (Maps, Firebase web)",
        # Firebase and Maps keys stand in pages by design; what guards them is restriction.
        pattern=r"AIza[0-9A-Za-z_-]{35}",
        keywords=(b"aiza",),
        danger=Danger.PUBLISHABLE,
        min_entropy=3.5,
        docs=_GOOGLE_KEYS,
        rotate=f"{_GOOGLE_CREDENTIALS}: restrict it to your sites and APIs, or rotate it.",
    ),
    Rule(
        id="google-bound-api-key",
        provider="Google",
        kind="API key bound to a service account",
        pattern=r"AQ\.Ab[0-9A-Za-z_-]{40,60}",
        keywords=(b"aq.ab",),
        min_entropy=3.5,
        docs=_GOOGLE_KEYS,
        rotate=f"{_GOOGLE_CREDENTIALS}: create a key, switch to it, delete this one.",
    ),
    Rule(
        id="google-oauth-client-secret",
        provider="Google",
        kind="OAuth client secret",
        pattern=r"GOCSPX-[0-9A-Za-z_-]{28}",
        keywords=(b"gocspx-",),
        min_entropy=3.0,
        docs="https://support.google.com/cloud/answer/15549257",
        rotate=f"{_GOOGLE_CREDENTIALS}: add a second secret, switch, disable this one.",
    ),
    Rule(
        id="google-oauth-access-token",
        provider="Google",
        kind="OAuth access token",
        pattern=r"ya29\.[0-9A-Za-z_-]{30,500}",
        keywords=(b"ya29.",),
        min_entropy=3.5,
        docs="https://developers.google.com/identity/protocols/oauth2#size",
        rotate="It ends within the hour; https://oauth2.googleapis.com/revoke ends it at once.",
    ),
    Rule(
        id="google-oauth-refresh-token",
        provider="Google",
        kind="OAuth refresh token",
        pattern=r"1//0[0-9A-Za-z][0-9A-Za-z_-]{80,110}",
        keywords=(b"1//0",),
        min_entropy=3.5,
        docs="https://developers.google.com/identity/protocols/oauth2#expiration",
        rotate="https://myaccount.google.com/connections: remove the app, then sign in anew.",
    ),
    Rule(
        id="google-service-account-key-id",
        provider="Google",
        kind="service account key file",
        pattern=r'"private_key_id": {0,4}"(?P<secret>[0-9a-f]{40})"',
        not_before="",
        not_after="",
        keywords=(b"private_key_id",),
        min_entropy=2.5,
        docs="https://cloud.google.com/iam/docs/keys-create-delete",
        rotate=(
            "https://console.cloud.google.com/iam-admin/serviceaccounts: the account, Keys: "
            "delete this key. Prefer workload identity, which has no key to leak."
        ),
    ),
    Rule(
        id="google-storage-hmac-id",
        provider="Google",
        kind="Cloud Storage HMAC access id",
        pattern=r"GOOG1E[0-9A-Z]{55}",
        keywords=(b"goog1e",),
        min_entropy=3.0,
        docs="https://cloud.google.com/storage/docs/authentication/hmackeys",
        rotate="Cloud Storage, Settings, Interoperability: deactivate the key, delete it.",
    ),
    Rule(
        id="firebase-server-key",
        provider="Google",
        kind="Firebase Cloud Messaging server key",
        pattern=r"AAAA[0-9A-Za-z_-]{7}:[0-9A-Za-z_-]{140}",
        keywords=(b"aaaa",),
        min_entropy=3.5,
        docs="https://firebase.google.com/docs/cloud-messaging/migrate-v1",
        rotate="Firebase console, Project settings, Cloud Messaging: disable the legacy API.",
    ),
)
