"""Hosting services where a name that nobody holds can be claimed by anybody.

The table is our own: services that small companies use, from each provider's page about
custom domains.  A row's text is what the service answers for a name that no customer holds.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from msgspec import Struct


class Service(Struct, frozen=True):
    """One hosting service.

    Attributes:
        name: what people call it.
        reference: its page about custom domains.
        suffixes: names, or fnmatch patterns of names, below which customers' names lie.
        unclaimed: texts of its answer for a name that no customer holds; none where such
            a name does not resolve at all.
        addresses: addresses that customers put into A and AAAA records.
    """

    name: str
    reference: str
    suffixes: tuple[str, ...]
    unclaimed: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


SERVICES: tuple[Service, ...] = (
    Service(
        "GitHub Pages",
        "https://docs.github.com/pages/configuring-a-custom-domain-for-your-github-pages-site",
        ("github.io",),
        ("There isn't a GitHub Pages site here",),
        tuple(f"185.199.{block}.153" for block in range(108, 112))
        + tuple(f"2606:50c0:800{block}::153" for block in range(4)),
    ),
    Service(
        "Heroku",
        "https://devcenter.heroku.com/articles/custom-domains",
        ("herokuapp.com", "herokudns.com", "herokussl.com"),
        ("No such app",),
    ),
    Service(
        "Amazon S3",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/website-hosting-custom-domain-walkthrough.html",
        ("s3.amazonaws.com", "s3.*.amazonaws.com", "s3-website[-.]*.amazonaws.com"),
        ("NoSuchBucket", "The specified bucket does not exist"),
    ),
    Service(
        "AWS Elastic Beanstalk",
        "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/customdomains.html",
        ("elasticbeanstalk.com",),
    ),
    Service(
        "Microsoft Azure",
        "https://learn.microsoft.com/azure/security/fundamentals/subdomain-takeover",
        (
            "azurewebsites.net", "cloudapp.net", "cloudapp.azure.com", "trafficmanager.net",
            "blob.core.windows.net", "web.core.windows.net", "azureedge.net",
            "azurefd.net", "azure-api.net", "azurecontainer.io", "azurestaticapps.net",
        ),
        ("404 Web Site not found",),
    ),
    Service(
        "Netlify",
        "https://docs.netlify.com/domains-https/custom-domains/",
        ("netlify.app", "netlify.com"),
        ("Not Found - Request ID",),
    ),
    Service(
        "Vercel",
        "https://vercel.com/docs/errors/DEPLOYMENT_NOT_FOUND",
        ("vercel.app", "vercel-dns.com", "now.sh"),
        ("DEPLOYMENT_NOT_FOUND",),
    ),
    Service(
        "Fastly",
        "https://docs.fastly.com/en/guides/working-with-domains",
        ("fastly.net",),
        ("Fastly error: unknown domain",),
    ),
    Service(
        "Render",
        "https://render.com/docs/custom-domains",
        ("onrender.com",),
    ),
    Service(
        "Fly.io",
        "https://fly.io/docs/networking/custom-domain/",
        ("fly.dev",),
    ),
    Service(
        "Shopify",
        "https://help.shopify.com/en/manual/domains",
        ("myshopify.com",),
        ("Sorry, this shop is currently unavailable",),
    ),
    Service(
        "WordPress.com",
        "https://wordpress.com/support/domains/",
        ("wordpress.com",),
        ("Do you want to register",),
    ),
    Service(
        "Ghost",
        "https://ghost.org/help/using-custom-domains/",
        ("ghost.io",),
        ("Site unavailable",),
    ),
    Service(
        "Read the Docs",
        "https://docs.readthedocs.com/platform/stable/custom-domains.html",
        ("readthedocs.io",),
        ("The link you have followed or the URL that you entered does not exist",),
    ),
    Service(
        "Bitbucket",
        "https://support.atlassian.com/bitbucket-cloud/docs/publishing-a-website-on-bitbucket-cloud/",
        ("bitbucket.io",),
        ("Repository not found",),
    ),
    Service(
        "Surge",
        "https://surge.sh/help/adding-a-custom-domain",
        ("surge.sh",),
        ("project not found",),
    ),
    Service(
        "ngrok",
        "https://ngrok.com/docs/universal-gateway/custom-domains/",
        ("ngrok.io", "ngrok.app", "ngrok-cname.com"),
        (".ngrok.io not found", "ERR_NGROK_3200"),
    ),
)  # fmt: skip


def service_of(names: tuple[str, ...], addresses: tuple[str, ...] = ()) -> Service | None:
    """Find the service that a chain of aliases, or an address, belongs to."""
    for service in SERVICES:
        if set(addresses) & set(service.addresses):
            return service
        patterns = [*service.suffixes, *(f"*.{suffix}" for suffix in service.suffixes)]
        if any(fnmatchcase(name, pattern) for name in names for pattern in patterns):
            return service
    return None
