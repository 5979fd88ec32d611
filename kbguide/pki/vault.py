"""The real keys and certificates behind the practice certificate, made when the learner first looks inside.

They follow from how a person stands, so this one module of the room reads `practice.standing`.
"""

from kbguide.content.catalogue import Content
from kbguide.content.reader import Text
from kbguide.pki.authority import Authority, Issued, RevokedEntry, Verdict, sign
from kbguide.pki.certificate import fields
from kbguide.practice.standing import Standing


class Vault:
    """One practice authority, and what it has issued; it lasts as long as the page."""

    def __init__(self, content: Content, lang: str) -> None:
        self.content = content
        self.lang = lang
        notice = self.say(content.words["inside.notice"])
        self.authority = Authority(self.say(content.bank.issuer), notice, content.bank.day)
        self.issued: dict[str, Issued] = {}  # by serial number

    def say(self, text: Text) -> str:
        """A text in the learner's language."""
        return text[self.lang]

    def fits(self, standing: Standing) -> bool:
        """Whether the certificates made so far are of this person's; another person gets another authority."""
        known = {event.serial for made in standing.certificates for event in made.history if event.until}
        return set(self.issued) <= known

    def present(self, standing: Standing, pin: str) -> Issued:
        """The present certificate, made when it is first needed; a renewed one has the key of the one before."""
        made = standing.certificate
        if made is None:
            raise LookupError("no certificate")
        key = None
        for event in made.history:
            if event.until and event.serial not in self.issued:
                bank = next(one for one in self.content.bank.institution if one.id == made.issuer)
                self.issued[event.serial] = self.authority.issue(
                    serial_number(event.serial), made.owner, self.say(bank.name), event.day, event.until, pin, key
                )
            key = self.issued.get(event.serial, key)
        return self.issued[made.serial]

    def fields(self, standing: Standing, pin: str) -> dict[str, str]:
        """The present certificate field by field."""
        return fields(self.present(standing, pin).pem)

    def files(self, standing: Standing, pin: str) -> dict[str, str]:
        """What can be downloaded, as PEM."""
        present = self.present(standing, pin)
        return {"certificate": present.pem, "authority": self.authority.pem, "crl": self.crl(standing)}

    def entries(self, standing: Standing) -> list[RevokedEntry]:
        """What the revocation list of the practice calendar's today holds: every number of a certificate in it."""
        found = []
        for made in standing.certificates:
            status = made.status(standing.day)
            day = max((event.day for event in made.history if event.kind in ("revoke", "suspend")), default=made.start)
            if status in ("revoked", "suspended"):
                serials = [serial_number(event.serial) for event in made.history if event.until]
                found += [RevokedEntry(serial, day, held=status == "suspended") for serial in serials]
        return found

    def crl(self, standing: Standing) -> str:
        """That list as PEM."""
        return self.authority.crl(standing.day, self.entries(standing))

    def sign(self, standing: Standing, pin: str, typed: str, text: str) -> bytes:
        """The signature of a text with what was typed as the PIN; raises WrongPin."""
        return sign(self.present(standing, pin), typed, text)

    def verify(self, standing: Standing, pin: str, text: str, signature: bytes) -> Verdict:
        """What a bank finds today."""
        return self.authority.verify(self.present(standing, pin).pem, text, signature, standing.day, self.crl(standing))

    def check(self, standing: Standing, pem: str) -> Verdict:
        """What a bank finds about any certificate today."""
        return self.authority.check(pem, standing.day, self.crl(standing))


def serial_number(serial: str) -> int:
    """A serial number as the practice world writes it, as a number."""
    return int(serial.replace("-", ""))
