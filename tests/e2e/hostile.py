"""More than two hundred ways in which a server can misbehave, as exact octets."""

from __future__ import annotations

import gzip
import zlib

OK_HEAD = b"HTTP/1.1 200 OK\r\n"
PAGE = b"<!doctype html><title>Acme</title><a href=/>home</a>"


def page(body: bytes = PAGE, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """Write a response with a length."""
    head = [b"HTTP/1.1 " + status, b"Content-Type: text/html", *headers]
    return b"\r\n".join([*head, b"Content-Length: %d" % len(body), b"", body])


def redirect(location: bytes, status: bytes = b"301 Moved") -> bytes:
    """Write a redirect to anything."""
    return page(b"", b"Location: " + location, status=status)


STATUS_LINES = {
    "empty line": b"\r\n\r\n",
    "no version": b"200 OK\r\n\r\n",
    "no status": b"HTTP/1.1\r\n\r\n",
    "letters for a status": b"HTTP/1.1 abc OK\r\n\r\n",
    "two digits": b"HTTP/1.1 20 OK\r\n\r\n",
    "four digits": b"HTTP/1.1 2000 OK\r\n\r\n",
    "negative": b"HTTP/1.1 -200 OK\r\n\r\n",
    "status 0": b"HTTP/1.1 000 OK\r\n\r\n",
    "status 999": b"HTTP/1.1 999 OK\r\nContent-Length: 0\r\n\r\n",
    "status 600": b"HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n",
    "version 9.9": b"HTTP/9.9 200 OK\r\n\r\n",
    "version 2 in text": b"HTTP/2 200 OK\r\n\r\n",
    "http 0.9": PAGE,
    "shouting": b"http/1.1 200 ok\r\n\r\n",
    "leading spaces": b"   HTTP/1.1 200 OK\r\n\r\n",
    "nul in the status line": b"HTTP/1.1 200 \x00\r\n\r\n",
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    "bare carriage returns": b"HTTP/1.1 200 OK\rContent-Length: 0\r\r",
    "endless status line": b"HTTP/1.1 200 " + b"x" * 300_000,
    "invalid utf-8": b"HTTP/1.1 200 \xff\xfe\xfd\r\nContent-Length: 0\r\n\r\n",
    "smtp greeting": b"220 mail.acme.example ESMTP\r\n",
    "ssh greeting": b"SSH-2.0-OpenSSH_9.9\r\n",
    "http/2 frames": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00" * 18,
    "noise": bytes(range(256)) * 16,
    "zeros": b"\x00" * 4096,
    "endless 100": b"HTTP/1.1 100 Continue\r\n\r\n" * 2000,
    "101 unasked": b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\x81\x05hello",
    "204 with a body": b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
    "304 unasked": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "nothing": b"",
}

HEADERS = {
    "no colon": OK_HEAD + b"this is no header\r\n\r\n",
    "empty name": OK_HEAD + b": value\r\n\r\n",
    "space before the colon": OK_HEAD + b"Content-Length : 0\r\n\r\n",
    "nul in a value": OK_HEAD + b"X-A: a\x00b\r\nContent-Length: 0\r\n\r\n",
    "nul in a name": OK_HEAD + b"X\x00A: b\r\nContent-Length: 0\r\n\r\n",
    "invalid utf-8 value": OK_HEAD + b"Server: \xc3\x28\xff\r\nContent-Length: 0\r\n\r\n",
    "invalid utf-8 name": OK_HEAD + b"\xc3\x28: x\r\nContent-Length: 0\r\n\r\n",
    "folded": OK_HEAD + b"X-A: one\r\n two\r\nContent-Length: 0\r\n\r\n",
    "folded first": OK_HEAD + b" X-A: one\r\nContent-Length: 0\r\n\r\n",
    "ten thousand": OK_HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(10_000)) + b"\r\n",
    "one of a megabyte": OK_HEAD + b"X-A: " + b"y" * 1_000_000 + b"\r\n\r\n",
    "endless": OK_HEAD + b"X-A: y\r\n" * 60_000,
    "cookie of 10 MB": OK_HEAD + b"Set-Cookie: a=" + b"b" * 10_000_000 + b"\r\n\r\n",
    "a thousand cookies": OK_HEAD
    + b"".join(b"Set-Cookie: c%d=v\r\n" % n for n in range(1000))
    + b"Content-Length: 0\r\n\r\n",
    "two lengths": OK_HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "negative length": OK_HEAD + b"Content-Length: -1\r\n\r\nab",
    "length in words": OK_HEAD + b"Content-Length: many\r\n\r\nab",
    "huge length": OK_HEAD + b"Content-Length: " + b"9" * 30 + b"\r\n\r\nab",
    "longer than sent": OK_HEAD + b"Content-Length: 1000\r\n\r\nab",
    "shorter than sent": OK_HEAD + b"Content-Length: 1\r\n\r\n" + b"a" * 1000,
    "length and chunks": OK_HEAD
    + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    "unknown transfer coding": OK_HEAD + b"Transfer-Encoding: rot13\r\n\r\nuryyb",
    "escape codes": page(PAGE, b"Server: \x1b[2J\x1b]0;owned\x07"),
    "markup": page(PAGE, b"Server: <script>alert(1)</script>"),
    "csp of 200 KB": page(PAGE, b"Content-Security-Policy: " + b"script-src a; " * 4000),
    "strange hsts": page(PAGE, b"Strict-Transport-Security: max-age=\xff;;;=;preload"),
    "hsts beyond numbers": page(PAGE, b"Strict-Transport-Security: max-age=" + b"9" * 400),
    "strange cache-control": page(PAGE, b"Cache-Control: max-age=, ,,=, s-maxage=-1e9, public"),
    "strange vary": page(PAGE, b"Vary: *, \x01, , ,"),
    "strange date": page(PAGE, b"Date: yesterday", b"Last-Modified: 0", b"Expires: -1"),
    "strange etag": page(PAGE, b'ETag: "\xff\x80'),
    "strange type": OK_HEAD + b"Content-Type: ;;;charset=\xff\r\nContent-Length: 2\r\n\r\nok",
    "unknown charset": OK_HEAD + b"Content-Type: text/html; charset=klingon\r\n\r\nok",
    "retry-after for ever": page(b"", b"Retry-After: 999999999", status=b"503 Busy"),
    "cors of everything": page(
        PAGE, b"Access-Control-Allow-Origin: *", b"Access-Control-Allow-Credentials: true"
    ),
    "alt-svc elsewhere": page(PAGE, b'Alt-Svc: h3=":1"; ma=99999999999'),
    "link flood": page(PAGE, b"Link: " + b"</x>; rel=preload, " * 2000),
}

_BOMB = gzip.compress(b"\x00" * 100_000_000, 9)

BODIES = {
    "gzip bomb": page(_BOMB, b"Content-Encoding: gzip"),
    "gzip bomb twice": page(gzip.compress(_BOMB), b"Content-Encoding: gzip, gzip"),
    "gzip cut off": page(gzip.compress(PAGE * 50)[:60], b"Content-Encoding: gzip"),
    "gzip that is none": page(PAGE, b"Content-Encoding: gzip"),
    "gzip of nothing": page(b"", b"Content-Encoding: gzip"),
    "gzip with a tail": page(gzip.compress(PAGE) + b"tail" * 50, b"Content-Encoding: gzip"),
    "gzip damaged": page(gzip.compress(PAGE * 9)[:-8] + b"\xff" * 8, b"Content-Encoding: gzip"),
    "deflate unasked": page(zlib.compress(PAGE), b"Content-Encoding: deflate"),
    "brotli unasked": page(b"\x0b\x02\x80hello\x03", b"Content-Encoding: br"),
    "unknown coding": page(PAGE, b"Content-Encoding: rot13"),
    "many codings": page(PAGE, b"Content-Encoding: " + b"gzip, " * 100),
    "chunk size in words": OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n",
    "chunk size huge": OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc",
    "chunk size negative": OK_HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
    "chunk too short": OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc\r\n0\r\n\r\n",
    "chunk extension huge": OK_HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n3;"
    + b"x" * 200_000
    + b"\r\nabc\r\n0\r\n\r\n",
    "chunks without an end": OK_HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + b"3\r\nabc\r\n" * 1000,
    "a million tiny chunks": OK_HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + b"1\r\na\r\n" * 200_000
    + b"0\r\n\r\n",
    "trailers without end": OK_HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"
    + b"X-A: b\r\n" * 30_000,
    "20 MB": page(b"x" * 20_000_000),
    "tags 50,000 deep": page(b"<div>" * 50_000),
    "unclosed everything": page(b"<a <b <c href='<!-- <script <style"),
    "nul bytes in markup": page(b"<scr\x00ipt src=/a.js>\x00</script>"),
    "attributes without end": page(b"<a " + b"x=y " * 100_000),
    "one attribute of 400 KB": page(b"<a href='" + b"x" * 400_000 + b"'>"),
    "ten thousand forms": page(b"<form action=/x><input type=password></form>" * 10_000),
    "twenty thousand scripts": page(b"<script src=/a.js></script>" * 20_000),
    "script of javascript:": page(b"<script src='javascript:alert(1)'></script>"),
    "base to elsewhere": page(b"<base href='http://[::1'><img src=x>"),
    "base to data": page(b"<base href='data:text/html,x'><script src=y></script>"),
    "bad addresses": page(
        b"<img src='http://[::1'><script src='https://:99999/'></script><link href='//'>"
        b"<script src='http://a b/'></script><img src='https://\xff/'>"
    ),
    "comments without end": page(b"<!--" * 50_000),
    "cdata and doctype": page(b"<![CDATA[ <!DOCTYPE [ <!ENTITY x SYSTEM 'file:///etc/passwd'>"),
    "entities": page(b"<a href='&#x110000;&#0;&amp;&bogus;&#99999999999;'>x</a>"),
    "utf-16": page("<title>x</title>".encode("utf-16")),
    "utf-7": page(b"+ADw-script+AD4-"),
    "binary": page(bytes(range(256)) * 100),
    "right to left": page("<title>\u202egnp.exe</title>".encode()),
    "refresh to file": page(b"<meta http-equiv=refresh content='0;url=file:///etc/passwd'>"),
    "source map to file": page(b"//# sourceMappingURL=file:///etc/passwd"),
    "source map data bomb": page(b"//# sourceMappingURL=data:x," + b"A" * 300_000),
}

LOCATIONS = {
    "file": b"file:///etc/passwd",
    "javascript": b"javascript:alert(document.domain)",
    "data": b"data:text/html,<script>alert(1)</script>",
    "ftp": b"ftp://acme.example/",
    "gopher": b"gopher://127.0.0.1:25/_HELO",
    "unix": b"unix:///var/run/docker.sock",
    "mailto": b"mailto:hello@acme.example",
    "view-source": b"view-source:https://acme.example/",
    "empty": b"",
    "space": b"   ",
    "fragment": b"#top",
    "query": b"?",
    "two slashes": b"//",
    "three slashes": b"///",
    "slashes and backslashes": b"/\\/\\acme.example",
    "scheme alone": b"https:",
    "scheme and slashes": b"https://",
    "no host": b"https:///path",
    "port alone": b"https://:443/",
    "port out of range": b"https://acme.example:99999/",
    "port in words": b"https://acme.example:https/",
    "port negative": b"https://acme.example:-1/",
    "open bracket": b"https://[::1",
    "bad ipv6": b"https://[zz::1]/",
    "zone id": b"https://[fe80::1%25eth0]/",
    "password inside": b"https://user:hunter2@acme.example/",
    "token inside": b"https://acme.example/?token=hunter2&code=hunter2",
    "control characters": b"https://acme.example/\x01\x02\x7f",
    "escape codes": b"https://acme.example/\x1b[2J",
    "invalid utf-8": b"https://acme.example/\xff\xfe",
    "unicode host": "https://\u0430cme.example/".encode(),
    "label too long": b"https://" + b"a" * 64 + b".example/",
    "name too long": b"https://" + b"a." * 200 + b"example/",
    "dots": b"https://acme..example/",
    "percent": b"https://%61cme.example/%zz%",
    "100 KB": b"https://acme.example/" + b"a" * 60_000,
    "dot segments": b"/../../../../../../etc/passwd",
    "itself": b"/",
    "itself, other case": b"HTTPS://ACME.EXAMPLE/",
    "itself with a dot": b"https://acme.example./",
    "itself over http": b"http://acme.example/",
    "itself with a port": b"https://acme.example:443/",
    "unknown host": b"https://nowhere.invalid/",
    "decimal address": b"http://2130706433/",
    "metadata address": b"http://169.254.169.254/latest/meta-data/",
    "many headers": b"/a\r\nLocation: /b\r\nLocation: file:///etc/passwd",
    "splitting": b"/a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nowned",
}

COOKIES = {
    "empty": b"",
    "equals": b"=",
    "semicolons": b";" * 5000,
    "no name": b"=value",
    "nul": b"a=\x00b",
    "control": b"a=\x01\x02",
    "invalid utf-8": b"\xff=\xfe",
    "quotes": b'a="b;c"',
    "public suffix": b"a=b; Domain=example",
    "other domain": b"a=b; Domain=google.com",
    "domain of dots": b"a=b; Domain=....",
    "host prefix broken": b"__Host-a=b; Domain=acme.example",
    "secure prefix broken": b"__Secure-a=b",
    "samesite unknown": b"a=b; SameSite=Perhaps",
    "samesite none, not secure": b"a=b; SameSite=None",
    "max-age in words": b"a=b; Max-Age=long",
    "max-age beyond numbers": b"a=b; Max-Age=" + b"9" * 5000,
    "max-age negative": b"a=b; Max-Age=-" + b"9" * 100,
    "expires nonsense": b"a=b; Expires=Feb 31 99999999 25:61:61",
    "expires huge year": b"a=b; Expires=Wed, 01 Jan 999999 00:00:00 GMT",
    "path strange": b"a=b; Path=../../\xff",
    "attributes without end": b"a=b; " + b"x=y; " * 5000,
    "5 KB": b"a=" + b"b" * 5000,
    "a secret": b"session=hunter2hunter2; Secure; HttpOnly",
}

TLS = {
    "http in place of tls": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "nothing": b"",
    "noise": bytes(range(256)) * 8,
    "zeros": b"\x00" * 5000,
    "alert handshake_failure": b"\x15\x03\x03\x00\x02\x02\x28",
    "alert close_notify": b"\x15\x03\x03\x00\x02\x01\x00",
    "alert unknown": b"\x15\x03\x03\x00\x02\xff\xff",
    "endless alerts": b"\x15\x03\x03\x00\x02\x01\x5a" * 20_000,
    "record too long": b"\x16\x03\x03\xff\xff" + b"a" * 70_000,
    "record of nothing": b"\x16\x03\x03\x00\x00" * 100,
    "endless handshake": b"\x16\x03\x03\x40\x00\x02\xff\xff\xff" + b"a" * 400_000,
    "half a server hello": b"\x16\x03\x03\x00\x50\x02\x00\x00\x4c\x03\x03" + b"r" * 20,
    "hello of wrong length": b"\x16\x03\x03\x00\x08\x02\x00\x00\xff\x03\x03aa",
    "version ssl 3": b"\x16\x03\x00\x00\x04\x0e\x00\x00\x00",
    "version 9.9": b"\x16\x09\x09\x00\x04\x0e\x00\x00\x00",
    "application data first": b"\x17\x03\x03\x00\x10" + b"x" * 16,
    "change cipher spec first": b"\x14\x03\x03\x00\x01\x01" * 50,
    "sslv2 hello": b"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10",
    "ssh greeting": b"SSH-2.0-OpenSSH_9.9\r\n",
    "smtp greeting": b"220 mail.acme.example ESMTP\r\n",
}

DNS = (
    "silence", "wrong id", "noise", "empty", "id and noise", "pointer loop",
    "pointer to itself", "other question", "no question", "truncated for ever", "servfail",
    "refused", "formerr",
    "label too long", "count beyond the end", "cname to itself", "cname ring",
    "address of wrong length", "response of 60 KB", "query sent back",
)  # fmt: skip


def http_cases() -> dict[str, bytes]:
    """Give every HTTP case by name."""
    cases = {f"status line: {name}": reply for name, reply in STATUS_LINES.items()}
    cases |= {f"headers: {name}": reply for name, reply in HEADERS.items()}
    cases |= {f"body: {name}": reply for name, reply in BODIES.items()}
    cases |= {f"location: {name}": redirect(value) for name, value in LOCATIONS.items()}
    for name, value in COOKIES.items():
        cases[f"cookie: {name}"] = page(PAGE, b"Set-Cookie: " + value)
    return cases
