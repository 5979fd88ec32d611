"""How a person stands with bank, cloud and authority: what is kept, what is computed from it, and what changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, Self

from kbguide.content.bank import Bank, Given
from kbguide.content.catalogue import Content
from kbguide.content.procedure import PIN_LIMIT, Effect

Status = Literal["valid", "suspended", "revoked", "expired"]


@dataclass(frozen=True)
class Event:
    """Something that the authority has noted. `serial` and `until` are set where a new period begins."""

    kind: Literal["issue", "renew", "revoke", "suspend", "resume"]
    day: date
    serial: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Certificate:
    """A practice certificate: its history, oldest first, and everything that follows from it.

    Days are days of the practice calendar in Korea; the first and the last one are both included.
    """

    owner: str
    issuer: str  # id of the institution that it was asked for at
    history: tuple[Event, ...]

    @property
    def id(self) -> str:
        """Stays the same through renewals: what an institution has registered."""
        return self.history[0].serial

    @property
    def period(self) -> Event:
        """Where the present period began."""
        return next(event for event in reversed(self.history) if event.until)

    @property
    def serial(self) -> str:
        """The present serial number; a renewal brings a new one."""
        return self.period.serial

    @property
    def start(self) -> date:
        """First day on which it could be used."""
        return self.history[0].day

    @property
    def end(self) -> date:
        """Last day on which it can be used."""
        return self.period.until or self.start

    def status(self, day: date) -> Status:
        """Its state on a day. A revoked certificate stays revoked; one that is suspended can still expire."""
        kinds = [event.kind for event in self.history if event.day <= day]
        if "revoke" in kinds:
            return "revoked"
        if day > self.end:
            return "expired"
        held = [kind for kind in kinds if kind in ("suspend", "resume")]
        return "suspended" if held and held[-1] == "suspend" else "valid"


@dataclass(frozen=True)
class Standing:
    """One person on one day. `registered` maps an institution to the id of the certificate that it knows."""

    day: date
    certificates: tuple[Certificate, ...] = ()  # every one ever issued to this person, oldest first
    cloud: str = ""  # id of the certificate in the cloud
    registered: Mapping[str, str] = field(default_factory=dict)
    connected: bool = False  # this computer opens the cloud without asking who one is
    shared: bool = False  # this computer is used by others too
    pin: str = "pin"  # which of the persona's values opens the certificate
    wrong_tries: Mapping[str, int] = field(default_factory=dict)  # by name of the limit
    mended: frozenset[str] = frozenset()  # what has been put right on the way
    signed: bool = False  # a practice transfer was signed

    @property
    def certificate(self) -> Certificate | None:
        """The newest one; the older ones are revoked or have expired."""
        return self.certificates[-1] if self.certificates else None

    @property
    def status(self) -> str:
        """The newest certificate's state today, or "none"."""
        return self.certificate.status(self.day) if self.certificate else "none"

    def at(self, institution: str) -> str:
        """What a certificate is worth there today: "none" registered, its state, or "deleted" from the cloud."""
        known = self.registered.get(institution)
        for certificate in self.certificates:
            if certificate.id == known:
                status = certificate.status(self.day)
                return "deleted" if status == "valid" and self.cloud != known else status
        return "none"

    def places(self, bank: Bank) -> tuple[tuple[str, str], ...]:
        """Each place that an act can reach and how it is there: institutions, then cloud, authority and computer."""
        kept = "kept" if self.cloud else "empty"
        rows = [(institution.id, self.at(institution.id)) for institution in bank.institution]
        return (*rows, ("cloud", kept), ("authority", self.status), ("computer", yes(self.connected)))

    def forget_tries(self, *limits: str | None) -> Self:
        """The standing without the wrong tries that counted towards these limits."""
        return replace(self, wrong_tries={name: n for name, n in self.wrong_tries.items() if name not in limits})

    def facts(self, bank: Bank) -> dict[str, str]:
        """What conditions in the content can ask for, as `content.procedure.FACTS` lists it."""
        made = self.certificate
        issuer = "none"
        if made:
            issuer = "here" if made.issuer == bank.here else "elsewhere"
        return {
            "certificate": self.status,
            "issuer": issuer,
            "kept": yes(made is not None and self.cloud == made.id),
            "registered": yes(made is not None and self.registered.get(bank.here) == made.id),
            "renewal": renewal(made, self.day, bank.renewal_days) if made else "none",
            "locked": yes(self.wrong_tries.get(PIN_LIMIT, 0) >= bank.limits[PIN_LIMIT]),
            "connected": yes(self.connected),
            "device": "shared" if self.shared else "private",
        }


def yes(true: bool) -> str:
    """A truth value as conditions write it."""
    return "yes" if true else "no"


def renewal(certificate: Certificate, day: date, days: int) -> str:
    """Whether it is too early, possible or too late to renew; `days` before the end it becomes possible."""
    if day > certificate.end:
        return "over"
    return "open" if certificate.end - day <= timedelta(days) else "early"


def years_later(day: date, years: int) -> date:
    """The same day some years later (or earlier); 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def make_standing(content: Content, given: Given | None, owner: str, serial: str) -> Standing:
    """The standing that practice begins with."""
    bank = content.bank
    if given is None or given.issuer is None:
        return Standing(bank.day, shared=bool(given and given.shared))
    end = bank.day + timedelta(given.days_left)
    history = [Event("issue", years_later(end, -bank.years), serial, end)]
    if given.state != "valid":
        history.append(Event("revoke" if given.state == "revoked" else "suspend", bank.day))
    return Standing(
        day=bank.day,
        certificates=(Certificate(owner, given.issuer, tuple(history)),),
        cloud="" if given.deleted else serial,
        registered=dict.fromkeys((given.issuer, *given.registered), serial),
        connected=given.connected,
        shared=given.shared,
        wrong_tries={PIN_LIMIT: given.pin_tries} if given.pin_tries else {},
    )


def perform(now: Standing, effect: Effect, bank: Bank, owner: str, serial: str) -> Standing:
    """The standing after one deed; a deed for which there is no certificate changes nothing.

    `serial` is the number of a certificate that the deed may bring.
    """
    if effect.do == "issue":
        return issue(now, bank, owner, serial)
    if effect.do == "release":
        return now.forget_tries(effect.what)
    if effect.do == "mend":
        return replace(now, mended=now.mended | {effect.what or ""})
    made = now.certificate
    if made is None:
        return now
    if effect.do == "renew":
        return note(now, Event("renew", now.day, serial, years_later(made.end, bank.years)))
    if effect.do in ("revoke", "suspend", "resume"):
        return note(now, Event(effect.do, now.day))
    changes: dict[str, dict[str, object]] = {
        "register": {"registered": {**now.registered, bank.here: made.id}},
        "deregister": {"registered": {name: known for name, known in now.registered.items() if name != bank.here}},
        "delete": {"cloud": ""},
        "connect": {"connected": True},
        "disconnect": {"connected": False},
        "change-pin": {"pin": "new-pin" if now.pin == "pin" else "pin"},
        "sign": {"signed": True},
    }
    return replace(now, **changes[effect.do])  # type: ignore[arg-type]  # each row names fields of Standing


def issue(now: Standing, bank: Bank, owner: str, serial: str) -> Standing:
    """A new certificate. Each person has one, so whatever could still be used is revoked, wherever it came from."""
    if now.status in ("valid", "suspended"):
        now = note(now, Event("revoke", now.day))
    made = Certificate(owner, bank.here, (Event("issue", now.day, serial, years_later(now.day, bank.years)),))
    registered = {**now.registered, bank.here: made.id}
    now = replace(now, certificates=(*now.certificates, made), cloud=made.id, registered=registered, pin="pin")
    return now.forget_tries(PIN_LIMIT)


def note(now: Standing, event: Event) -> Standing:
    """The authority notes something about the present certificate."""
    *older, made = now.certificates
    return replace(now, certificates=(*older, replace(made, history=(*made.history, event))))
