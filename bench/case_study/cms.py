"""Wagtail with its own models and its editors' pages, as one Django project of one file.

Run by the Python of an environment that has wagtail; arguments and variables are those of
`shop.py`.
"""

from __future__ import annotations

import os
import ssl
import sys
from io import BytesIO

from django.conf import settings

HOST, DB_PORT, NAME = os.environ["CASE_DATABASE"].split()
PAGES, IMAGES, EDITORS = 500, 60, 40


def configure() -> None:
    """Set Django up as wagtail's documentation says."""
    settings.configure(
        DEBUG=False,
        SECRET_KEY=os.environ["CASE_KEY"],
        MEDIA_ROOT=os.environ["CASE_MEDIA"],
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="cms",
        USE_TZ=True,
        STATIC_URL="/static/",
        MEDIA_URL="/media/",
        WAGTAIL_SITE_NAME="Acme",
        WAGTAILADMIN_BASE_URL="http://cms.acme.example",
        WAGTAIL_ENABLE_UPDATE_CHECK=False,
        WAGTAIL_ENABLE_WHATS_NEW_BANNER=False,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        WAGTAILSEARCH_BACKENDS={
            "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}
        },
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": HOST,
                "PORT": DB_PORT,
                "NAME": NAME,
                "USER": "tester",
                "CONN_MAX_AGE": None,
            }
        },
        INSTALLED_APPS=[
            "wagtail.contrib.forms", "wagtail.contrib.redirects", "wagtail.embeds",
            "wagtail.sites", "wagtail.users", "wagtail.snippets", "wagtail.documents",
            "wagtail.images", "wagtail.search", "wagtail.admin", "wagtail", "modelcluster",
            "taggit", "django.contrib.auth", "django.contrib.contenttypes",
            "django.contrib.sessions", "django.contrib.messages",
            "django.contrib.staticfiles",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "wagtail.contrib.redirects.middleware.RedirectMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    )  # fmt: skip
    import django

    django.setup()


def prepare() -> str:
    """Make the tables and fill them; gives the key of an administrator's session."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    user = get_user_model()
    boss = user.objects.create_superuser("boss", "boss@acme.example", "x")
    user.objects.bulk_create([user(username=f"editor{n}") for n in range(EDITORS)])
    _fill(boss)
    return _session(boss)


def _fill(boss: object) -> None:
    from django.core.files.images import ImageFile
    from PIL import Image as Picture
    from wagtail.images.models import Image
    from wagtail.models import Page

    home = Page.objects.get(depth=2)
    parent = home.add_child(instance=Page(title="News", slug="news", owner=boss))
    for n in range(PAGES):
        page = parent.add_child(instance=Page(title=f"News {n}", slug=f"n{n}", owner=boss))
        if n % 20 == 0:
            page.save_revision(user=boss).publish()
    for n in range(IMAGES):
        octets = BytesIO()
        Picture.new("RGB", (60, 60), (n, n, n)).save(octets, "JPEG")
        octets.seek(0)
        Image.objects.create(
            title=f"Picture {n}", file=ImageFile(octets, f"{n}.jpg"), uploaded_by_user=boss
        )


def _session(user: object) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)  # type: ignore[attr-defined]
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()  # type: ignore[attr-defined]
    session.create()
    return str(session.session_key)


def urls() -> list[object]:
    """Give the addresses of wagtail's own applications."""
    from django.urls import include, path
    from wagtail import urls as wagtail_urls
    from wagtail.admin import urls as admin_urls
    from wagtail.documents import urls as document_urls

    return [
        path("admin/", include(admin_urls)),
        path("documents/", include(document_urls)),
        path("", include(wagtail_urls)),
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
    sys.modules["cms"] = sys.modules["__main__"]
    configure()
    if sys.argv[1] == "prepare":
        print(prepare())
    else:
        urlpatterns = urls()
        serve(int(sys.argv[2]))
