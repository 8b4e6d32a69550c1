"""Build, deployment and infrastructure tools, and secret managers."""

from launchready.secrets import checksums
from launchready.secrets.rule import Rule

_BUILDKITE = "https://buildkite.com/docs/platform/security/tokens"
_CIRCLECI = "https://circleci.com/changelog/new-format-for-api-access-tokens/"
_DOPPLER = "https://docs.doppler.com/reference/auth-token-formats"
_SONAR = "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens"
_VAULT = "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes"
_VAULT_ROTATE = (
    "`vault token revoke -accessor ACCESSOR` (`vault lease revoke -prefix` for what it made)."
)

RULES: tuple[Rule, ...] = (
    Rule(
        id="buildkite-api-token",
        provider="Buildkite",
        kind="API access token",
        pattern=r"bkua_[0-9a-f]{40}",
        keywords=(b"bkua_",),
        min_entropy=2.5,
        docs=_BUILDKITE,
        rotate="https://buildkite.com/user/api-access-tokens: revoke it, make another.",
    ),
    Rule(
        id="buildkite-agent-token",
        provider="Buildkite",
        kind="agent session or job token",
        pattern=r"bka[aj]_[0-9A-Za-z_.=-]{40,900}",
        keywords=(b"bkaa_", b"bkaj_"),
        min_entropy=3.5,
        docs=_BUILDKITE,
        rotate="It ends with its agent or job: stop both, and keep it out of the log.",
    ),
    Rule(
        id="circleci-personal-token",
        provider="CircleCI",
        kind="personal API token",
        pattern=r"CCIPAT_[1-9A-HJ-NP-Za-km-z]{21,22}_[0-9a-f]{40}",
        keywords=(b"ccipat_",),
        docs=_CIRCLECI,
        rotate="https://app.circleci.com/settings/user/tokens: remove it, create another.",
    ),
    Rule(
        id="circleci-project-token",
        provider="CircleCI",
        kind="project API token",
        pattern=r"CCIPRJ_[1-9A-HJ-NP-Za-km-z]{21,22}_[0-9a-f]{40}",
        keywords=(b"cciprj_",),
        docs=_CIRCLECI,
        rotate="Project settings, API permissions: remove it, add another.",
    ),
    Rule(
        id="harness-api-token",
        provider="Harness",
        kind="personal or service account token",
        pattern=r"[ps]at\.[0-9A-Za-z_-]{22}\.[0-9a-f]{24}\.[0-9A-Za-z]{20}",
        keywords=(b"pat.", b"sat."),
        docs="https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
        rotate="The profile or service account, API keys: rotate the token.",
    ),
    Rule(
        id="terraform-cloud-token",
        provider="HashiCorp",
        kind="HCP Terraform API token",
        pattern=r"[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_-]{60,70}",
        keywords=(b".atlasv1.",),
        min_entropy=3.5,
        docs="https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
        rotate="https://app.terraform.io/app/settings/tokens: delete it, create another.",
    ),
    Rule(
        id="vault-service-token",
        provider="HashiCorp",
        kind="Vault service token",
        pattern=r"hvs\.[0-9A-Za-z_-]{24,200}",
        keywords=(b"hvs.",),
        min_entropy=3.5,
        docs=_VAULT,
        rotate=_VAULT_ROTATE,
    ),
    Rule(
        id="vault-batch-token",
        provider="HashiCorp",
        kind="Vault batch token",
        pattern=r"hvb\.[0-9A-Za-z_-]{90,300}",
        keywords=(b"hvb.",),
        min_entropy=3.5,
        docs=_VAULT,
        rotate="A batch token cannot be revoked: revoke its parent, and wait for its end.",
    ),
    Rule(
        id="vault-recovery-token",
        provider="HashiCorp",
        kind="Vault recovery token",
        pattern=r"hvr\.[0-9A-Za-z_-]{24,200}",
        keywords=(b"hvr.",),
        min_entropy=3.5,
        docs=_VAULT,
        rotate="Restart Vault out of recovery mode: the token ends with it.",
    ),
    Rule(
        id="pulumi-access-token",
        provider="Pulumi",
        kind="access token",
        pattern=r"pul-[0-9a-f]{40}",
        keywords=(b"pul-",),
        min_entropy=2.5,
        docs="https://www.pulumi.com/docs/administration/access-identity/access-tokens/",
        rotate="https://app.pulumi.com/account/tokens: delete it, create another.",
    ),
    Rule(
        id="doppler-personal-token",
        provider="Doppler",
        kind="personal token",
        pattern=r"dp\.pt\.[0-9A-Za-z]{40,44}",
        keywords=(b"dp.pt.",),
        min_entropy=3.5,
        docs=_DOPPLER,
        rotate="https://dashboard.doppler.com: Tokens, Personal: revoke it; then change every "
        "secret that it could read.",
    ),
    Rule(
        id="doppler-service-token",
        provider="Doppler",
        kind="service token",
        pattern=r"dp\.st\.(?:[0-9a-z_-]{2,35}\.)?[0-9A-Za-z]{40,44}",
        keywords=(b"dp.st.",),
        min_entropy=3.5,
        docs=_DOPPLER,
        rotate="The config, Access: revoke the token; then change the secrets of that config.",
    ),
    Rule(
        id="doppler-other-token",
        provider="Doppler",
        kind="CLI, SCIM, audit or service account token",
        pattern=r"dp\.(?:ct|sa|said|scim|audit)\.[0-9A-Za-z]{40,44}",
        keywords=(b"dp.ct.", b"dp.sa", b"dp.scim.", b"dp.audit."),
        min_entropy=3.5,
        docs=_DOPPLER,
        rotate="https://dashboard.doppler.com: Tokens: revoke it, then change what it read.",
    ),
    Rule(
        id="onepassword-service-account-token",
        provider="1Password",
        kind="service account token",
        pattern=r"ops_eyJ[0-9A-Za-z_-]{250,1400}={0,2}",
        keywords=(b"ops_eyj",),
        checksum=checksums.json_after_prefix,
        docs="https://developer.1password.com/docs/service-accounts/security/",
        rotate="1Password.com, Developer, the service account: rotate the token; then change "
        "every item of its vaults.",
    ),
    Rule(
        id="onepassword-secret-key",
        provider="1Password",
        kind="account Secret Key",
        pattern=r"A3-[0-9A-Z]{6}-[0-9A-Z]{6}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}",
        keywords=(b"a3-",),
        min_entropy=3.0,
        docs="https://support.1password.com/secret-key-security/",
        rotate="https://my.1password.com/profile: More actions, Regenerate Secret Key.",
    ),
    Rule(
        id="bitwarden-machine-token",
        provider="Bitwarden",
        kind="Secrets Manager machine account token",
        pattern=(
            r"0\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
            r"\.[0-9A-Za-z]{30}:[0-9A-Za-z+/]{22}=="
        ),
        not_after="A-Za-z0-9+/=",
        keywords=(b"==",),
        docs="https://bitwarden.com/help/access-tokens/",
        rotate=(
            "Secrets Manager, Machine accounts, Access tokens: revoke it; change what it read."
        ),
    ),
    Rule(
        id="sonarqube-token",
        provider="SonarSource",
        kind="user, project or global analysis token",
        pattern=r"sq[upa]_[0-9a-f]{40}",
        keywords=(b"squ_", b"sqp_", b"sqa_"),
        min_entropy=2.5,
        docs=_SONAR,
        rotate="My account, Security: revoke the token, generate another.",
    ),
    Rule(
        id="snyk-access-token",
        provider="Snyk",
        kind="personal or service account token",
        pattern=r"snyk_[us]at\.[0-9a-f]{8}\.eyJ[0-9A-Za-z_-]{20,400}\.[0-9A-Za-z_-]{40,120}",
        keywords=(b"snyk_uat.", b"snyk_sat."),
        docs="https://docs.snyk.io/snyk-api/authentication-for-api",
        rotate="https://app.snyk.io/account: revoke and regenerate it.",
    ),
    Rule(
        id="infracost-api-key",
        provider="Infracost",
        kind="API key",
        pattern=r"ico-[0-9A-Za-z]{32}",
        keywords=(b"ico-",),
        min_entropy=3.5,
        docs="https://www.infracost.io/docs/",
        rotate="https://dashboard.infracost.io: Organisation settings: rotate the key.",
    ),
    Rule(
        id="postman-api-key",
        provider="Postman",
        kind="API key",
        pattern=r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
        keywords=(b"pmak-",),
        min_entropy=2.5,
        docs="https://learning.postman.com/docs/developer/postman-api/authentication/",
        rotate="https://go.postman.co/settings/me/api-keys: regenerate it.",
    ),
    Rule(
        id="prefect-api-key",
        provider="Prefect",
        kind="Cloud API key",
        pattern=r"pn[ub]_[0-9A-Za-z]{36}",
        keywords=(b"pnu_", b"pnb_"),
        min_entropy=3.0,
        docs="https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys",
        rotate="https://app.prefect.cloud/my/api-keys: delete it, create another.",
    ),
    Rule(
        id="openshift-token",
        provider="Red Hat OpenShift",
        kind="OAuth access token",
        pattern=r"sha256~[0-9A-Za-z_-]{43}",
        keywords=(b"sha256~",),
        min_entropy=3.5,
        docs="https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/"
        "authentication_and_authorization/managing-oauth-access-tokens",
        rotate="`oc delete useroauthaccesstokens NAME`.",
    ),
    Rule(
        id="octopus-api-key",
        provider="Octopus Deploy",
        kind="API key",
        pattern=r"API-[0-9A-Z]{25,32}",
        keywords=(b"api-",),
        min_entropy=3.5,
        docs="https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
        rotate="Octopus, the profile, My API keys: revoke it, create another.",
    ),
    Rule(
        id="kubernetes-service-account-token",
        provider="Kubernetes",
        kind="service account token",
        pattern=(
            r"eyJhbGciOiJSUzI1NiI[0-9A-Za-z_-]{5,120}\.eyJ[0-9A-Za-z_-]{80,1400}"
            r"\.[0-9A-Za-z_-]{342}"
        ),
        keywords=(b"eyjhbgcioijsuzi1nii",),
        checksum=checksums.kubernetes_service_account,
        docs="https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
        rotate="Delete the token's Secret, or the pod that it is bound to.",
    ),
    Rule(
        id="kubeconfig-client-key",
        provider="Kubernetes",
        kind="client key of a kubeconfig",
        pattern=(
            r"client-key-data: {0,4}\"?"
            r"(?P<secret>LS0tLS1CRUdJTi[0-9A-Za-z+/]{100,3500}={0,2})"
        ),
        not_after="",
        keywords=(b"client-key-data",),
        min_entropy=3.5,
        checksum=checksums.encoded_pem_key,
        docs="https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/",
        rotate="A client certificate cannot be revoked: take its user out of every role "
        "binding, or renew the cluster's CA.",
    ),
)
