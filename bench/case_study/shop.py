"""django-oscar with its own models, views and templates, as one Django project of one file.

Run by the Python of an environment that has django-oscar:

    python shop.py prepare    make the tables, fill them, print the session of a member of staff
    python shop.py serve PORT

CASE_DATABASE holds host, port and database, separated by spaces; CASE_KEY a random word;
CASE_MEDIA a folder for pictures; CASE_TLS a file with a key and a certificate.
"""

from __future__ import annotations

import os
import ssl
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings

HOST, DB_PORT, NAME = os.environ["CASE_DATABASE"].split()
PRODUCTS, ORDERS, CATEGORIES = 2_000, 2_000, 60


def configure() -> None:
    """Set Django up as oscar's documentation says, with nothing left out that costs queries."""
    from oscar import defaults

    chosen = {name: getattr(defaults, name) for name in dir(defaults) if name.isupper()}
    context = [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
        "django.template.context_processors.i18n",
        "oscar.apps.search.context_processors.search_form",
        "oscar.apps.checkout.context_processors.checkout",
        "oscar.apps.communication.notifications.context_processors.notifications",
        "oscar.core.context_processors.metadata",
    ]
    settings.configure(
        **{
            **chosen,
            "DEBUG": False,
            "SECRET_KEY": os.environ["CASE_KEY"],
            "MEDIA_ROOT": os.environ["CASE_MEDIA"],
            "ALLOWED_HOSTS": ["*"],
            "ROOT_URLCONF": "shop",
            "SITE_ID": 1,
            "USE_TZ": True,
            "STATIC_URL": "/static/",
            "MEDIA_URL": "/media/",
            "LANGUAGE_CODE": "en-gb",
            "DATABASES": {
                "default": {
                    "ENGINE": "django.db.backends.postgresql",
                    "HOST": HOST,
                    "PORT": DB_PORT,
                    "NAME": NAME,
                    "USER": "tester",
                    "CONN_MAX_AGE": None,
                    "ATOMIC_REQUESTS": True,
                }
            },
            "INSTALLED_APPS": [
                "django.contrib.admin",
                "django.contrib.auth",
                "django.contrib.contenttypes",
                "django.contrib.sessions",
                "django.contrib.messages",
                "django.contrib.staticfiles",
                "django.contrib.sites",
                "django.contrib.flatpages",
                *_OSCAR,
            ],
            "MIDDLEWARE": [
                "django.contrib.sessions.middleware.SessionMiddleware",
                "django.middleware.common.CommonMiddleware",
                "django.middleware.csrf.CsrfViewMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware",
                "django.contrib.messages.middleware.MessageMiddleware",
                "oscar.apps.basket.middleware.BasketMiddleware",
                "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
            ],
            "TEMPLATES": [
                {
                    "BACKEND": "django.template.backends.django.DjangoTemplates",
                    "APP_DIRS": True,
                    "OPTIONS": {"context_processors": context},
                }
            ],
            "HAYSTACK_CONNECTIONS": {
                "default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
            },
            "AUTHENTICATION_BACKENDS": [
                "oscar.apps.customer.auth_backends.EmailBackend",
                "django.contrib.auth.backends.ModelBackend",
            ],
            "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        }
    )
    import django

    django.setup()


_OSCAR = [
    "oscar.config.Shop", "oscar.apps.analytics.apps.AnalyticsConfig",
    "oscar.apps.checkout.apps.CheckoutConfig", "oscar.apps.address.apps.AddressConfig",
    "oscar.apps.shipping.apps.ShippingConfig", "oscar.apps.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "oscar.apps.partner.apps.PartnerConfig", "oscar.apps.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig", "oscar.apps.offer.apps.OfferConfig",
    "oscar.apps.order.apps.OrderConfig", "oscar.apps.customer.apps.CustomerConfig",
    "oscar.apps.search.apps.SearchConfig", "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig", "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks", "haystack", "treebeard", "django_tables2", "sorl.thumbnail",
]  # fmt: skip


def prepare() -> str:
    """Make the tables and fill them; gives the key of a staff member's session."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from PIL import Image

    call_command("migrate", verbosity=0)
    # What stands for products without a picture: without it, each page fails to make it anew.
    Image.new("RGB", (90, 90)).save(Path(settings.MEDIA_ROOT) / "image_not_found.jpg")
    staff = get_user_model().objects.create_superuser("boss", "boss@acme.example", "x")
    _fill(staff)
    return _session(staff)


def _fill(staff: object) -> None:
    from django.contrib.sites.models import Site
    from django.utils import timezone
    from oscar.apps.catalogue.categories import create_from_breadcrumbs
    from oscar.core.loading import get_model

    product_class = get_model("catalogue", "ProductClass").objects.create(name="Book")
    product = get_model("catalogue", "Product")
    categories = [create_from_breadcrumbs(f"Shelf {n}") for n in range(CATEGORIES)]
    products = product.objects.bulk_create(
        [
            product(
                title=f"Book {n}",
                slug=f"book-{n}",
                upc=str(n),
                is_public=True,
                product_class=product_class,
                structure="standalone",
            )
            for n in range(PRODUCTS)
        ]
    )
    link = get_model("catalogue", "ProductCategory")
    link.objects.bulk_create(
        [link(product=p, category=categories[n % CATEGORIES]) for n, p in enumerate(products)]
    )
    partner = get_model("partner", "Partner").objects.create(name="Press", code="press")
    stock = get_model("partner", "StockRecord")
    records = stock.objects.bulk_create(
        [
            stock(
                product=p,
                partner=partner,
                partner_sku=p.upc,
                price=Decimal(10),
                num_in_stock=50,
            )
            for p in products
        ]
    )
    order, line = get_model("order", "Order"), get_model("order", "Line")
    now, site = timezone.now(), Site.objects.get_current()
    orders = order.objects.bulk_create(
        [
            order(
                number=str(100_000 + n),
                site=site,
                user=staff,
                total_incl_tax=Decimal(30),
                total_excl_tax=Decimal(30),
                status="Pending",
                currency="GBP",
                date_placed=now - timedelta(minutes=7 * n),
            )
            for n in range(ORDERS)
        ]
    )
    line.objects.bulk_create(
        [
            line(
                order=o,
                product=products[n % PRODUCTS],
                stockrecord=records[n % PRODUCTS],
                partner=partner,
                partner_name="Press",
                partner_sku=str(n),
                title="Book",
                quantity=1,
                num_allocated=1,
                line_price_incl_tax=Decimal(10),
                line_price_excl_tax=Decimal(10),
                line_price_before_discounts_incl_tax=Decimal(10),
                line_price_before_discounts_excl_tax=Decimal(10),
                upc=str(n),
            )
            for n, o in enumerate(orders)
        ]
    )


def _session(user: object) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)  # type: ignore[attr-defined]
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()  # type: ignore[attr-defined]
    session.create()
    return str(session.session_key)


def urls() -> list[object]:
    """Give the addresses of oscar's own applications."""
    from django.apps import apps
    from django.urls import include, path

    return [
        path("i18n/", include("django.conf.urls.i18n")),
        path("", include(apps.get_app_config("oscar").urls[0])),
    ]


def serve(port: int) -> None:
    """Serve it, one request at a time."""
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(os.environ["CASE_TLS"])
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.modules["shop"] = sys.modules["__main__"]
    configure()
    if sys.argv[1] == "prepare":
        print(prepare())
    else:
        urlpatterns = urls()
        serve(int(sys.argv[2]))
