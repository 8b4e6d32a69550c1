"""Source hosts: GitHub, GitLab, Bitbucket, Azure DevOps, Sourcegraph."""

from launchready.secrets import checksums
from launchready.secrets.rule import Rule

_GITHUB = (
    "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/"
    "about-authentication-to-github#githubs-token-formats"
)
_GITHUB_TOKENS = (
    "Delete the token at https://github.com/settings/tokens, make a new one with fewer scopes "
    "and an end date, and read the account's security log for its use."
)
_GITHUB_APP = (
    "Revoke the app's tokens (DELETE /applications/CLIENT_ID/grant, or uninstall and reinstall "
    "the app at https://github.com/settings/installations), then let it sign in again."
)
_GITLAB = "https://docs.gitlab.com/security/tokens/#token-prefixes"
_ROUTABLE = r"[0-9A-Za-z_-]{27,240}\.0[0-9a-z]\.[0-9a-z]{9}"
_GITLAB_PERSONAL = (
    "Revoke it at https://gitlab.com/-/user_settings/personal_access_tokens (project and group "
    "tokens: Settings, Access tokens), make a new one, and read the audit events."
)

RULES: tuple[Rule, ...] = (
    Rule(
        id="github-personal-access-token",
        provider="GitHub",
        kind="personal access token (classic)",
        pattern=r"ghp_[0-9A-Za-z]{36}",
        keywords=(b"ghp_",),
        checksum=checksums.github,
        docs=_GITHUB,
        rotate=_GITHUB_TOKENS,
    ),
    Rule(
        id="github-fine-grained-token",
        provider="GitHub",
        kind="fine-grained personal access token",
        # The provider publishes no checksum for this form.
        pattern=r"github_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}",
        keywords=(b"github_pat_",),
        docs=_GITHUB,
        rotate=_GITHUB_TOKENS.replace("/tokens", "/personal-access-tokens"),
    ),
    Rule(
        id="github-oauth-token",
        provider="GitHub",
        kind="OAuth access token",
        pattern=r"gho_[0-9A-Za-z]{36}",
        keywords=(b"gho_",),
        checksum=checksums.github,
        docs=_GITHUB,
        rotate="Revoke the app at https://github.com/settings/applications; sign in again.",
    ),
    Rule(
        id="github-app-user-token",
        provider="GitHub",
        kind="app user-to-server token",
        pattern=r"ghu_[0-9A-Za-z]{36}",
        keywords=(b"ghu_",),
        checksum=checksums.github,
        docs=_GITHUB,
        rotate=_GITHUB_APP,
    ),
    Rule(
        id="github-app-installation-token",
        provider="GitHub",
        kind="app installation token",
        pattern=r"ghs_[0-9A-Za-z]{36}",
        keywords=(b"ghs_",),
        checksum=checksums.github,
        docs=_GITHUB,
        rotate="It ends within the hour; DELETE /installation/token with it ends it at once.",
    ),
    Rule(
        id="github-app-stateless-token",
        provider="GitHub",
        kind="app installation token (stateless)",
        pattern=(
            r"ghs_[0-9]{1,12}_eyJ[0-9A-Za-z_-]{10,200}\.eyJ[0-9A-Za-z_-]{20,900}"
            r"\.[0-9A-Za-z_-]{40,700}"
        ),
        keywords=(b"ghs_",),
        checksum=checksums.github_installation_jwt,
        docs=(
            "https://docs.github.com/en/apps/creating-github-apps/"
            "authenticating-with-a-github-app/"
            "generating-an-installation-access-token-for-a-github-app"
        ),
        rotate="It ends within the hour; DELETE /installation/token with it ends it at once.",
    ),
    Rule(
        id="github-refresh-token",
        provider="GitHub",
        kind="app refresh token",
        pattern=r"ghr_(?:[0-9A-Za-z]{76}|[0-9A-Za-z]{36})",
        keywords=(b"ghr_",),
        min_entropy=3.0,
        docs=_GITHUB,
        rotate=_GITHUB_APP,
    ),
    Rule(
        id="gitlab-access-token",
        provider="GitLab",
        kind="personal, project or group access token",
        pattern=r"glpat-[0-9A-Za-z_-]{20}",
        # A dot after it begins the second part of a routable token.
        not_after="A-Za-z0-9_.-",
        keywords=(b"glpat-",),
        min_entropy=3.0,
        docs=_GITLAB,
        rotate=_GITLAB_PERSONAL,
    ),
    Rule(
        id="gitlab-routable-access-token",
        provider="GitLab",
        kind="personal, project or group access token (routable)",
        pattern="glpat-" + _ROUTABLE,
        keywords=(b"glpat-",),
        checksum=checksums.gitlab_routable,
        docs=(
            "https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/"
            "cells/routable_tokens/"
        ),
        rotate=_GITLAB_PERSONAL,
    ),
    Rule(
        id="gitlab-deploy-token",
        provider="GitLab",
        kind="deploy token",
        pattern=r"gldt-[0-9A-Za-z_-]{20}",
        keywords=(b"gldt-",),
        min_entropy=3.0,
        docs=_GITLAB,
        rotate="Project, Settings, Repository, Deploy tokens: revoke it and make a new one.",
    ),
    Rule(
        id="gitlab-runner-token",
        provider="GitLab",
        kind="runner authentication token",
        pattern=r"glrtr?-(?:t[0-9]_)?[0-9A-Za-z_-]{20}",
        not_after="A-Za-z0-9_.-",
        keywords=(b"glrt-", b"glrtr-"),
        min_entropy=3.0,
        docs=_GITLAB,
        rotate="Settings, CI/CD, Runners: delete the runner and register it again.",
    ),
    Rule(
        id="gitlab-routable-runner-token",
        provider="GitLab",
        kind="runner authentication token (routable)",
        pattern="glrtr?-t[0-9]_" + _ROUTABLE,
        keywords=(b"glrt-", b"glrtr-"),
        checksum=checksums.gitlab_routable,
        docs=_GITLAB,
        rotate="Settings, CI/CD, Runners: delete the runner and register it again.",
    ),
    Rule(
        id="gitlab-runner-registration-token",
        provider="GitLab",
        kind="runner registration token",
        pattern=r"GR1348941[0-9A-Za-z_-]{20}",
        keywords=(b"gr1348941",),
        docs=("https://docs.gitlab.com/security/tokens/#runner-registration-tokens-deprecated"),
        rotate="Settings, CI/CD, Runners: reset the registration token, then switch it off.",
    ),
    Rule(
        id="gitlab-pipeline-trigger-token",
        provider="GitLab",
        kind="pipeline trigger token",
        pattern=r"glptt-[0-9a-f]{40}",
        keywords=(b"glptt-",),
        min_entropy=2.5,
        docs=_GITLAB,
        rotate="Project, Settings, CI/CD, Pipeline trigger tokens: revoke it, add a new one.",
    ),
    Rule(
        id="gitlab-job-token",
        provider="GitLab",
        kind="CI/CD job token",
        pattern=r"glcbt-(?:[0-9a-f]{1,2}_)?[0-9A-Za-z_-]{20}",
        keywords=(b"glcbt-",),
        min_entropy=3.0,
        docs=_GITLAB,
        rotate="It ends with its job: cancel the job, and keep the variable out of its log.",
    ),
    Rule(
        id="gitlab-oauth-secret",
        provider="GitLab",
        kind="OAuth application secret",
        pattern=r"gloas-[0-9a-f]{64}",
        keywords=(b"gloas-",),
        min_entropy=2.5,
        docs=_GITLAB,
        rotate="User settings, Applications: open the application, renew its secret.",
    ),
    Rule(
        id="gitlab-feed-token",
        provider="GitLab",
        kind="feed token",
        pattern=r"glft-[0-9A-Za-z_-]{20}",
        keywords=(b"glft-",),
        min_entropy=3.0,
        docs=_GITLAB,
        rotate="User settings, Personal access tokens, Feed token: reset this token.",
    ),
    Rule(
        id="gitlab-incoming-mail-token",
        provider="GitLab",
        kind="incoming mail token",
        pattern=r"glimt-[0-9a-z]{20,40}",
        keywords=(b"glimt-",),
        min_entropy=3.0,
        docs=_GITLAB,
        rotate="User settings, Personal access tokens, Incoming email token: reset it.",
    ),
    Rule(
        id="gitlab-agent-token",
        provider="GitLab",
        kind="agent for Kubernetes token",
        pattern=r"glagent-[0-9A-Za-z_-]{50}",
        keywords=(b"glagent-",),
        min_entropy=3.0,
        docs=_GITLAB,
        rotate="Operate, Kubernetes clusters, the agent, Access tokens: revoke, create anew.",
    ),
    Rule(
        id="gitlab-scim-token",
        provider="GitLab",
        kind="SCIM token",
        pattern=r"glsoat-[0-9A-Za-z_-]{20}",
        keywords=(b"glsoat-",),
        min_entropy=3.0,
        docs=_GITLAB,
        rotate="Group, Settings, SAML SSO: reset the SCIM token, and set it at the provider.",
    ),
    Rule(
        id="gitlab-feature-flags-token",
        provider="GitLab",
        kind="feature flags client token",
        pattern=r"glffct-[0-9A-Za-z_-]{20}",
        keywords=(b"glffct-",),
        min_entropy=3.0,
        docs=_GITLAB,
        rotate="Project, Deploy, Feature flags, Configure: regenerate the instance ID.",
    ),
    Rule(
        id="atlassian-api-token",
        provider="Atlassian",
        kind="API token",
        pattern=r"ATATT3[0-9A-Za-z_-]{150,220}={0,2}[0-9A-F]{8}",
        keywords=(b"atatt3",),
        min_entropy=3.5,
        docs=(
            "https://support.atlassian.com/atlassian-account/docs/"
            "manage-api-tokens-for-your-atlassian-account/"
        ),
        rotate="Revoke it at https://id.atlassian.com/manage-profile/security/api-tokens.",
    ),
    Rule(
        id="bitbucket-access-token",
        provider="Atlassian",
        kind="Bitbucket repository, project or workspace access token",
        pattern=r"ATCTT3[0-9A-Za-z_-]{120,220}={0,2}[0-9A-F]{8}",
        keywords=(b"atctt3",),
        min_entropy=3.5,
        docs="https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/",
        rotate="Repository settings, Security, Access tokens: revoke it and create a new one.",
    ),
    Rule(
        id="bitbucket-app-password",
        provider="Atlassian",
        kind="Bitbucket app password",
        pattern=r"ATBB[0-9A-Za-z]{32}",
        keywords=(b"atbb",),
        min_entropy=3.0,
        docs="https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/",
        rotate="Revoke it at https://bitbucket.org/account/settings/app-passwords/.",
    ),
    Rule(
        id="azure-devops-token",
        provider="Microsoft Azure",
        kind="DevOps personal access token",
        pattern=r"[0-9A-Za-z]{76}AZDO[0-9A-Za-z]{4}",
        keywords=(b"azdo",),
        min_entropy=3.0,
        docs=(
            "https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/"
            "use-personal-access-tokens-to-authenticate"
        ),
        rotate="dev.azure.com, User settings, Personal access tokens: revoke or regenerate it.",
    ),
    Rule(
        id="sourcegraph-access-token",
        provider="Sourcegraph",
        kind="access token",
        pattern=r"sgp_(?:(?:[0-9a-f]{16}|local)_)?[0-9a-f]{40}",
        keywords=(b"sgp_",),
        min_entropy=2.5,
        docs="https://sourcegraph.com/docs/cli/how-tos/creating-an-access-token",
        rotate="User settings, Access tokens: delete it and generate a new one.",
    ),
)
