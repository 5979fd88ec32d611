"""A certificate to look at: its fields in a fixed order, each a readable line; and the pieces it is built of."""

from datetime import date, datetime, time, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

KOREA = timezone(timedelta(hours=9))


def fields(pem: str) -> dict[str, str]:
    """The fields of a certificate of ours, readable, by keys in no language; raises ValueError for anything else."""
    found = x509.load_pem_x509_certificate(pem.encode())
    usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    policies = found.extensions.get_extension_for_class(x509.CertificatePolicies).value
    own = found.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    issuer = found.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier or b""
    named = (("digital_signature", "Digital Signature"), ("content_commitment", "Non Repudiation"))
    return {
        "version": found.version.name,
        "serial": f"{found.serial_number} ({found.serial_number:#x})",
        "algorithm": "ecdsa-with-SHA256",
        "issuer": name_as_text(found.issuer),
        "not-before": korean_time(found.not_valid_before_utc),
        "not-after": korean_time(found.not_valid_after_utc),
        "subject": name_as_text(found.subject),
        "public-key": "EC P-256, 256 bit",
        "key-usage": ", ".join(word for name, word in named if getattr(usage, name)),
        "policy": ", ".join(policy.policy_identifier.dotted_string for policy in policies),
        "authority-key": hex_with_colons(issuer),
        "subject-key": hex_with_colons(own),
        "signature": hex_with_colons(found.signature),
    }


def hex_with_colons(data: bytes) -> str:
    """Bytes as openssl writes them."""
    return data.hex(":").upper()


def name_as_text(name: x509.Name) -> str:
    """A distinguished name, from the largest part to the smallest."""
    return ", ".join(f"{part.rfc4514_attribute_name}={part.value!s}" for part in name)


def korean_time(when: datetime) -> str:
    """A moment by the clock in Korea."""
    return when.astimezone(KOREA).strftime("%Y-%m-%d %H:%M:%S")


def start_of_day(day: date) -> datetime:
    """The first moment of a day in Korea."""
    return datetime.combine(day, time(), KOREA)


def distinguished_name(name: str, unit: str, organisation: str) -> x509.Name:
    """A distinguished name of three parts."""
    parts = {NameOID.ORGANIZATION_NAME: organisation, NameOID.ORGANIZATIONAL_UNIT_NAME: unit, NameOID.COMMON_NAME: name}
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts.items()])


def key_usage(*names: str) -> x509.KeyUsage:
    """What a key may be used for: these, and nothing else."""
    known = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in names for name in known})


def as_pem(thing: x509.Certificate | x509.CertificateRevocationList) -> str:
    """A certificate or a revocation list as PEM."""
    return thing.public_bytes(Encoding.PEM).decode()
