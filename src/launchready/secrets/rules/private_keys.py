"""Private keys in every wrapping, and URLs that carry a password."""

from launchready.secrets import checksums
from launchready.secrets.rule import Rule

# A key in a file, in JSON ("\\n"), in YAML (indented) or in a string that is put together; the
# hyphens behind it end it.
_GAP = r"""[\\\r\n\tnr "']{1,12}"""
_ENCRYPTED = rf"{_GAP}Proc-Type: 4,ENCRYPTED{_GAP}DEK-Info: [0-9A-Z-]{{5,20}},[0-9A-F]{{16,32}}"
_BODY = rf"(?P<secret>(?:{_ENCRYPTED})?" + r"""[0-9A-Za-z+/=\\\r\n\t "',.]{60,3600})"""
_PGP_BODY = (
    r"(?P<secret>[\r\n]{1,4}(?:[A-Z][a-z]{3,12}: [^\x00-\x1f\x7f-\xff]{1,120}[\r\n]{1,2}){0,4}"
    r"""[0-9A-Za-z+/=\\\r\n\t "',.]{100,3600})"""
)
_USER = r"[0-9A-Za-z_.%+-]{1,80}"
_PASSWORD = r"[^\x00-\x20\"'`<>@/:${}()%*|\\\x7f-\xff]{6,100}"  # noqa: S105 -- a pattern
_HOST = r"[0-9A-Za-z.-]{3,120}"
_TLS_ROTATE = (
    "Make a new key and request, have the certificate issued anew, then revoke the old one: "
    "who has the key can be your site."
)
_SSH = "https://man.openbsd.org/ssh-keygen.1"
_SSH_ROTATE = (
    "`ssh-keygen -t ed25519`; put the new public key where the old one stood (authorized_keys, "
    "deploy keys), take the old one out, and read the logins since the leak."
)
_URL_ROTATE = "Change the password at the server, and keep the URL in the environment alone."

RULES: tuple[Rule, ...] = (
    Rule(
        id="private-key-pkcs8",
        provider="PKCS #8",
        kind="private key",
        pattern=rf"-----BEGIN PRIVATE KEY-----{_BODY}",
        not_before="",
        not_after="",
        keywords=(b"-----begin private key-----",),
        min_entropy=4.0,
        checksum=checksums.der_private_key,
        docs="https://www.rfc-editor.org/rfc/rfc7468#section-10",
        rotate=_TLS_ROTATE,
    ),
    Rule(
        id="private-key-rsa",
        provider="PKCS #1",
        kind="RSA private key",
        pattern=rf"-----BEGIN RSA PRIVATE KEY-----{_BODY}",
        not_before="",
        not_after="",
        keywords=(b"-----begin rsa private key-----",),
        min_entropy=4.0,
        checksum=checksums.der_private_key,
        docs="https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.2",
        rotate=_TLS_ROTATE,
    ),
    Rule(
        id="private-key-ec",
        provider="SEC 1",
        kind="elliptic curve private key",
        pattern=rf"-----BEGIN EC PRIVATE KEY-----{_BODY}",
        not_before="",
        not_after="",
        keywords=(b"-----begin ec private key-----",),
        min_entropy=4.0,
        checksum=checksums.der_private_key,
        docs="https://www.rfc-editor.org/rfc/rfc5915",
        rotate=_TLS_ROTATE,
    ),
    Rule(
        id="private-key-dsa",
        provider="OpenSSL",
        kind="DSA private key",
        pattern=rf"-----BEGIN DSA PRIVATE KEY-----{_BODY}",
        not_before="",
        not_after="",
        keywords=(b"-----begin dsa private key-----",),
        min_entropy=4.0,
        checksum=checksums.der_private_key,
        docs="https://docs.openssl.org/master/man1/openssl-dsa/",
        rotate=_SSH_ROTATE,
    ),
    Rule(
        id="private-key-encrypted",
        provider="PKCS #8",
        kind="private key under a passphrase",
        pattern=rf"-----BEGIN ENCRYPTED PRIVATE KEY-----{_BODY}",
        not_before="",
        not_after="",
        keywords=(b"-----begin encrypted private key-----",),
        min_entropy=4.0,
        checksum=checksums.der_private_key,
        docs="https://www.rfc-editor.org/rfc/rfc7468#section-11",
        rotate=f"Its passphrase can be guessed at leisure. {_TLS_ROTATE}",
    ),
    Rule(
        id="private-key-openssh",
        provider="OpenSSH",
        kind="private key",
        pattern=rf"-----BEGIN OPENSSH PRIVATE KEY-----{_BODY}",
        not_before="",
        not_after="",
        keywords=(b"-----begin openssh private key-----",),
        min_entropy=3.5,
        checksum=checksums.openssh_private_key,
        docs=_SSH,
        rotate=_SSH_ROTATE,
    ),
    Rule(
        id="private-key-ssh2",
        provider="SSH.COM",
        kind="private key",
        pattern=rf"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----{_BODY}",
        not_before="",
        not_after="",
        keywords=(b"---- begin ssh2 encrypted private key ----",),
        min_entropy=3.5,
        docs=_SSH,
        rotate=_SSH_ROTATE,
    ),
    Rule(
        id="private-key-putty",
        provider="PuTTY",
        kind="private key file",
        pattern=(
            r"PuTTY-User-Key-File-[23]: [0-9a-z@.-]{5,60}[\r\n]{1,2}Encryption: none[\r\n]{1,2}"
            r"(?P<secret>Comment: [0-9A-Za-z _@.+-]{0,120}[\r\n]{1,2}Public-Lines: [0-9]{1,3}"
            r"[\r\n]{1,2}[0-9A-Za-z+/=\r\n]{60,900})"
        ),
        not_after="",
        keywords=(b"putty-user-key-file-",),
        docs="https://the.earth.li/~sgtatham/putty/0.83/htmldoc/AppendixC.html",
        rotate=_SSH_ROTATE,
    ),
    Rule(
        id="private-key-pgp",
        provider="OpenPGP",
        kind="private key block",
        pattern=rf"-----BEGIN PGP PRIVATE KEY BLOCK-----{_PGP_BODY}",
        not_before="",
        not_after="",
        keywords=(b"-----begin pgp private key block-----",),
        min_entropy=4.0,
        docs="https://www.rfc-editor.org/rfc/rfc9580#section-6.2",
        rotate="`gpg --gen-revoke KEY`, publish the revocation, make and announce a new key.",
    ),
    Rule(
        id="private-key-encoded",
        provider="PEM",
        kind="private key in base64",
        # "-----BEGIN " in base64 at the start of a value.
        pattern=r"LS0tLS1CRUdJTi[0-9A-Za-z+/]{100,3600}={0,2}",
        not_before="A-Za-z0-9+/",
        not_after="",
        keywords=(b"ls0tls1crudjti",),
        min_entropy=3.5,
        checksum=checksums.encoded_pem_key,
        docs="https://www.rfc-editor.org/rfc/rfc7468",
        rotate=_TLS_ROTATE,
    ),
    Rule(
        id="private-key-pkcs12",
        provider="PKCS #12",
        kind="key store in base64",
        # SEQUENCE, INTEGER 3, SEQUENCE: how every PFX begins (RFC 7292 section 4).
        pattern=r"MII[0-9A-Za-z+/]{2}[AQgw]IBAzC[AC][0-9A-Za-z+/]{200,3600}={0,2}",
        not_before="A-Za-z0-9+/",
        not_after="",
        keywords=(b"ibazc",),
        min_entropy=4.0,
        checksum=checksums.pkcs12,
        docs="https://www.rfc-editor.org/rfc/rfc7292#section-4",
        rotate=_TLS_ROTATE,
    ),
    Rule(
        id="private-key-jwk",
        provider="JSON Web Key",
        kind="private key",
        pattern=r'"d" {0,2}: {0,2}"(?P<secret>[0-9A-Za-z_-]{43,700})"',
        not_before="",
        not_after="",
        keywords=(b'"d"',),
        min_entropy=4.2,
        docs="https://www.rfc-editor.org/rfc/rfc7517#section-9.3",
        rotate="Publish a new key in the key set, sign with it, then drop this one.",
    ),
    Rule(
        id="age-secret-key",
        provider="age",
        kind="identity",
        pattern=r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
        keywords=(b"age-secret-key-1",),
        checksum=checksums.bech32,
        docs="https://github.com/C2SP/C2SP/blob/main/age.md",
        rotate="`age-keygen`; encrypt every file anew for the new one (`sops updatekeys`), "
        "and change what was inside.",
    ),
    Rule(
        id="wireguard-private-key",
        provider="WireGuard",
        kind="private key",
        pattern=r"PrivateKey {0,4}= {0,4}(?P<secret>[0-9A-Za-z+/]{42}[AEIMQUYcgkosw048]=)",
        not_after="A-Za-z0-9+/=",
        keywords=(b"privatekey",),
        min_entropy=4.0,
        checksum=checksums.base64_32,
        docs="https://man7.org/linux/man-pages/man8/wg.8.html",
        rotate="`wg genkey`; give the peers the new public key and take out the old one.",
    ),
    Rule(
        id="bitcoin-extended-key",
        provider="Bitcoin",
        kind="extended private key (BIP 32)",
        pattern=r"[xyz]prv[1-9A-HJ-NP-Za-km-z]{107}",
        keywords=(b"prv",),
        checksum=checksums.base58check,
        docs="https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki",
        rotate="Move the funds to a new wallet now.",
    ),
    Rule(
        id="stellar-secret-seed",
        provider="Stellar",
        kind="secret seed",
        pattern=r"S[A-Z2-7]{55}",
        keywords=(b"stellar",),
        context_bytes=40,
        checksum=checksums.stellar_seed,
        docs="https://github.com/stellar/stellar-protocol/blob/master/ecosystem/sep-0023.md",
        rotate="Move the funds to a new account now.",
    ),
    Rule(
        id="smtp-url-password",
        provider="SMTP",
        kind="URL with a password",
        pattern=rf"smtps?(?:\+[0-9a-z]{{2,12}})?://{_USER}(?:@{_HOST})?:(?P<secret>{_PASSWORD})@{_HOST}",
        not_after="",
        keywords=(b"smtp",),
        min_entropy=2.5,
        checksum=checksums.not_placeholder,
        whole=checksums.url_credentials,
        docs="https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
        rotate=_URL_ROTATE,
    ),
    Rule(
        id="http-url-password",
        provider="HTTP",
        kind="URL with a password",
        pattern=rf"https?://{_USER}:(?P<secret>{_PASSWORD})@{_HOST}",
        not_after="",
        keywords=(b"http://", b"https://"),
        min_entropy=2.8,
        checksum=checksums.not_placeholder,
        whole=checksums.url_credentials,
        docs="https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
        rotate=_URL_ROTATE,
    ),
    Rule(
        id="ftp-url-password",
        provider="FTP, SFTP or SSH",
        kind="URL with a password",
        pattern=rf"(?:s?ftps?|ssh)://{_USER}:(?P<secret>{_PASSWORD})@{_HOST}",
        not_after="",
        keywords=(b"ftp://", b"ftps://", b"ssh://"),
        min_entropy=2.5,
        checksum=checksums.not_placeholder,
        whole=checksums.url_credentials,
        docs="https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
        rotate=_URL_ROTATE,
    ),
    Rule(
        id="ldap-url-password",
        provider="LDAP, MQTT or NATS",
        kind="URL with a password",
        pattern=rf"(?:ldaps?|mqtts?|nats|clickhouses?|couchbases?)://{_USER}:(?P<secret>{_PASSWORD})@{_HOST}",
        not_after="",
        keywords=(b"ldap", b"mqtt", b"nats://", b"clickhouse", b"couchbase"),
        min_entropy=2.5,
        checksum=checksums.not_placeholder,
        whole=checksums.url_credentials,
        docs="https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
        rotate=_URL_ROTATE,
    ),
    Rule(
        id="jdbc-url-password",
        provider="JDBC",
        kind="connection URL with a password",
        pattern=(
            r"jdbc:[0-9a-z]{2,20}:[0-9A-Za-z:/@.,;?&=_-]{4,200}[?&;]"
            r"[Pp]assword=(?P<secret>[^\x00-\x20\"'`<>&;${}()%*|\\\x7f-\xff]{6,100})"
        ),
        not_after="",
        keywords=(b"jdbc:",),
        min_entropy=2.5,
        checksum=checksums.not_placeholder,
        docs="https://jdbc.postgresql.org/documentation/use/",
        rotate=_URL_ROTATE,
    ),
)
