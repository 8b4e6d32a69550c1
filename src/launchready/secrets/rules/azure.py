"""Microsoft Azure and Entra.

Keys issued since 2022 carry a signature of four letters at a fixed place; older ones are
plain base64 and are known only by the connection string around them.
"""

from launchready.secrets import checksums
from launchready.secrets.rule import Rule

_STORAGE = "https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage"
_REGENERATE = (
    "Azure portal, the resource, Access keys: switch to the second key, then regenerate this "
    "one. Prefer a managed identity, which has no key to leak."
)

RULES: tuple[Rule, ...] = (
    Rule(
        id="azure-storage-account-key",
        provider="Microsoft Azure",
        kind="storage or Cosmos DB account key",
        pattern=r"(?i:AccountKey)=(?P<secret>[0-9A-Za-z+/]{86}==)",
        not_before="A-Za-z0-9",
        not_after="A-Za-z0-9+/=",
        keywords=(b"accountkey=",),
        min_entropy=4.0,
        checksum=checksums.base64_64,
        docs=_STORAGE,
        rotate=_REGENERATE,
    ),
    Rule(
        id="azure-storage-signed-key",
        provider="Microsoft Azure",
        kind="storage account key",
        pattern=r"[0-9A-Za-z+/]{76}\+ASt[0-9A-Za-z+/]{5}[AQgw]==",
        not_before="A-Za-z0-9+/",
        not_after="A-Za-z0-9+/=",
        keywords=(b"+ast",),
        min_entropy=4.0,
        checksum=checksums.base64_64,
        docs=_STORAGE,
        rotate=_REGENERATE,
    ),
    Rule(
        id="azure-cosmos-signed-key",
        provider="Microsoft Azure",
        kind="Cosmos DB account key",
        pattern=r"[0-9A-Za-z+/]{76}ACDb[0-9A-Za-z+/]{5}[AQgw]==",
        not_before="A-Za-z0-9+/",
        not_after="A-Za-z0-9+/=",
        keywords=(b"acdb",),
        min_entropy=4.0,
        checksum=checksums.base64_64,
        docs="https://learn.microsoft.com/en-us/azure/cosmos-db/how-to-rotate-account-keys",
        rotate=_REGENERATE,
    ),
    Rule(
        id="azure-shared-access-key",
        provider="Microsoft Azure",
        kind="Service Bus, Event Hubs or IoT Hub access key",
        pattern=r"(?i:SharedAccessKey)=(?P<secret>[0-9A-Za-z+/]{43}=)",
        not_before="A-Za-z0-9",
        not_after="A-Za-z0-9+/=",
        keywords=(b"sharedaccesskey=",),
        min_entropy=3.5,
        checksum=checksums.base64_32,
        docs=("https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas"),
        rotate=(
            "Azure portal, the namespace, Shared access policies: switch to the secondary "
            "key, then regenerate this one."
        ),
    ),
    Rule(
        id="azure-shared-access-signature",
        provider="Microsoft Azure",
        kind="storage shared access signature",
        pattern=(
            r"[?&]sv=20[0-9]{2}-[0-9]{2}-[0-9]{2}&[0-9A-Za-z&=%:._/-]{10,200}"
            r"sig=(?P<secret>[0-9A-Za-z%+/]{43,100}(?:=|%3[Dd]))"
        ),
        not_before="",
        not_after="A-Za-z0-9",
        keywords=(b"sig=",),
        min_entropy=3.5,
        docs="https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview",
        rotate="It lives until its `se` date: regenerate the account key that signed it.",
    ),
    Rule(
        id="azure-client-secret",
        provider="Microsoft Azure",
        kind="Entra application client secret",
        # Three characters, a digit, "Q~", then the rest.
        pattern=r"[0-9A-Za-z_~.-]{3}[0-9]Q~[0-9A-Za-z_~.-]{31,34}",
        not_before="A-Za-z0-9_~.-",
        not_after="A-Za-z0-9_~-",
        keywords=(b"q~",),
        min_entropy=3.5,
        docs=(
            "https://learn.microsoft.com/en-us/entra/identity-platform/"
            "how-to-add-credentials?tabs=client-secret"
        ),
        rotate=(
            "https://entra.microsoft.com: App registrations, the app, Certificates & secrets: "
            "add a secret, switch, delete this one."
        ),
    ),
    Rule(
        id="azure-functions-key",
        provider="Microsoft Azure",
        kind="Functions access key",
        pattern=r"[0-9A-Za-z_-]{44}AzFu[0-9A-Za-z_-]{6}==",
        not_after="A-Za-z0-9+/=",
        keywords=(b"azfu",),
        min_entropy=3.5,
        docs="https://learn.microsoft.com/en-us/azure/azure-functions/function-keys-how-to",
        rotate="Azure portal, the function app, App keys: renew the key value.",
    ),
    Rule(
        id="azure-search-key",
        provider="Microsoft Azure",
        kind="AI Search key",
        pattern=r"[0-9A-Za-z]{42}AzSe[0-9A-Za-z]{6}",
        keywords=(b"azse",),
        min_entropy=3.5,
        docs="https://learn.microsoft.com/en-us/azure/search/search-security-api-keys",
        rotate="Azure portal, the search service, Settings, Keys: regenerate the key.",
    ),
    Rule(
        id="azure-cache-key",
        provider="Microsoft Azure",
        kind="Cache for Redis access key",
        pattern=r"[0-9A-Za-z]{33}AzCa[0-9A-Za-z+/]{6}=",
        not_after="A-Za-z0-9+/=",
        keywords=(b"azca",),
        min_entropy=3.5,
        docs="https://learn.microsoft.com/en-us/azure/azure-cache-for-redis/cache-configure",
        rotate=_REGENERATE,
    ),
    Rule(
        id="azure-container-registry-key",
        provider="Microsoft Azure",
        kind="Container Registry access key",
        pattern=r"[0-9A-Za-z+/]{42}\+ACR[0-9A-Za-z]{6}",
        not_before="A-Za-z0-9+/",
        not_after="A-Za-z0-9+/=",
        keywords=(b"+acr",),
        min_entropy=3.5,
        docs=(
            "https://learn.microsoft.com/en-us/azure/container-registry/"
            "container-registry-authentication"
        ),
        rotate=_REGENERATE,
    ),
    Rule(
        id="azure-common-annotated-key",
        provider="Microsoft Azure",
        kind="AI services or API key",
        pattern=r"[0-9A-Za-z]{52}JQQJ99[0-9A-Za-z]{18}[0-9A-Za-z]{4}[0-9A-Za-z]{4}",
        keywords=(b"jqqj99",),
        min_entropy=3.5,
        docs="https://learn.microsoft.com/en-us/azure/ai-services/rotate-keys",
        rotate=_REGENERATE,
    ),
)
