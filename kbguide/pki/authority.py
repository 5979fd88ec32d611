"""A real X.509 certificate behind the practice certificate: issued, listed as revoked, signed with, verified.

Names of real persons or institutions and their object identifiers never belong here; the policy stands under the
example arc 2.999.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from kbguide.pki import WrongPin
from kbguide.pki.certificate import KOREA, as_pem, distinguished_name, key_usage, start_of_day

POLICY = "2.999.1.1"
DAY = timedelta(days=1)
AUTHORITY_YEARS = 20
LONGEST = 20_000  # characters of a PEM text that are looked at

Verdict = Literal[
    "ours", "good", "not-pem", "not-a-certificate", "not-ours", "changed", "not-yet", "expired", "revoked", "suspended"
]


@dataclass(frozen=True)
class Issued:
    """A certificate and its private key, both as PEM; the key is encrypted under the PIN (PKCS#8)."""

    serial: int
    pem: str
    key_pem: str


@dataclass(frozen=True)
class RevokedEntry:
    """A line of the revocation list; one that is held can be taken off again."""

    serial: int
    day: date
    held: bool = False


class Authority:
    """A practice authority with a fresh elliptic-curve key (P-256). Each learner has one of one's own."""

    def __init__(self, name: str, notice: str, first_day: date) -> None:
        """Its own certificate is older than any that it can have issued by `first_day`.

        `notice` stands in the names of issuer and subject, and says that they are worth nothing.
        """
        self.notice = notice
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.name = distinguished_name(name, name, notice)
        start = first_day - timedelta(days=366 * AUTHORITY_YEARS // 4)
        builder = (
            self._certificate_builder(1, self.name, self._key, start, start + timedelta(days=366 * AUTHORITY_YEARS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(key_usage("key_cert_sign", "crl_sign"), critical=True)
        )
        self._certificate = self._sign(builder)
        self.pem = as_pem(self._certificate)

    def issue(
        self, serial: int, owner: str, bank: str, first: date, last: date, pin: str, key_of: Issued | None = None
    ) -> Issued:
        """A certificate from the beginning of the first day to the end of the last one in Korea.

        With `key_of` it is a renewal: the same key under a new serial number. Raises WrongPin when `pin` does not open
        that key.
        """
        key = decrypt_key(key_of, pin) if key_of else ec.generate_private_key(ec.SECP256R1())
        subject = distinguished_name(owner, bank, self.notice)
        policy = x509.PolicyInformation(x509.ObjectIdentifier(POLICY), [x509.UserNotice(None, self.notice)])
        builder = (
            self._certificate_builder(serial, subject, key, first, last)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(key_usage("digital_signature", "content_commitment"), critical=True)
            .add_extension(x509.CertificatePolicies([policy]), critical=False)
        )
        return Issued(serial, as_pem(self._sign(builder)), encrypt_key(key, pin))

    def _certificate_builder(
        self, serial: int, subject: x509.Name, key: ec.EllipticCurvePrivateKey, first: date, last: date
    ) -> x509.CertificateBuilder:
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(serial)
            .not_valid_before(start_of_day(first))
            .not_valid_after(start_of_day(last + DAY) - timedelta(seconds=1))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(issuer_key, critical=False)
        )

    def _sign(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        return builder.sign(self._key, SHA256())

    def crl(self, day: date, entries: Iterable[RevokedEntry]) -> str:
        """The revocation list of a day as PEM; what is resumed is simply no longer in it."""
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(start_of_day(day))
            .next_update(start_of_day(day + DAY))
            .add_extension(x509.CRLNumber(day.toordinal()), critical=False)
            .add_extension(issuer_key, critical=False)
        )
        for entry in entries:
            flag = x509.ReasonFlags.certificate_hold if entry.held else x509.ReasonFlags.cessation_of_operation
            line = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(start_of_day(entry.day))
            builder = builder.add_revoked_certificate(line.add_extension(x509.CRLReason(flag), critical=False).build())
        return as_pem(builder.sign(self._key, SHA256()))

    def check(self, pem: str, day: date, crl: str) -> Verdict:
        """Whether this is a certificate of ours that can be used on that day, or why not. Never raises for any text."""
        if not pem.isascii() or "-----BEGIN " not in pem[:LONGEST]:
            return "not-pem"
        try:
            found = x509.load_pem_x509_certificate(pem[:LONGEST].encode())
            number = found.serial_number
        except Exception:  # noqa: BLE001  the parser raises its own kinds for text that only looks like PEM
            return "not-a-certificate"
        try:
            found.verify_directly_issued_by(self._certificate)
        except Exception:  # noqa: BLE001  another issuer, another kind of key, a broken seal: all the same to us
            return "not-ours"
        listed = x509.load_pem_x509_crl(crl.encode()).get_revoked_certificate_by_serial_number(number)
        if listed is not None:
            reason = listed.extensions.get_extension_for_class(x509.CRLReason).value.reason
            return "suspended" if reason is x509.ReasonFlags.certificate_hold else "revoked"
        now = datetime.combine(day, time(12), KOREA)
        if now < found.not_valid_before_utc:
            return "not-yet"
        return "expired" if now > found.not_valid_after_utc else "ours"

    def verify(self, pem: str, text: str, signature: bytes, day: date, crl: str) -> Verdict:
        """Whether the owner of a certificate of ours signed exactly this text. Never raises for any text."""
        found = self.check(pem, day, crl)
        if found != "ours":
            return found
        key = x509.load_pem_x509_certificate(pem.encode()).public_key()
        try:
            if isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(signature, text.encode(), ec.ECDSA(SHA256()))
                return "good"
        except InvalidSignature:
            pass
        return "changed"


def sign(issued: Issued, pin: str, text: str) -> bytes:
    """The signature of a text; raises WrongPin."""
    return decrypt_key(issued, pin).sign(text.encode(), ec.ECDSA(SHA256()))


def decrypt_key(issued: Issued, pin: str) -> ec.EllipticCurvePrivateKey:
    """The private key; raises WrongPin."""
    try:
        key = serialization.load_pem_private_key(issued.key_pem.encode(), pin.encode() or b"\0")
    except ValueError:
        raise WrongPin from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(type(key).__name__)
    return key


def encrypt_key(key: ec.EllipticCurvePrivateKey, pin: str) -> str:
    """The private key as encrypted PKCS#8 in PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(pin.encode()),
    ).decode()
