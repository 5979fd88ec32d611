"""A look inside: the practice certificate field by field, a signature that holds or breaks, and other certificates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kbguide.pki import WrongPin, available
from kbguide.practice import SETTLE, Action, Standing
from kbguide.practice.judge import SEPARATORS, looks_real
from kbguide.views.kit.forms import GO, FormField, Message
from kbguide.views.kit.html import Html, card, el, heed, held
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Widgets, blanks, set_traits, set_visible
from kbguide.views.run.setup_forms import SetupForms, usual

if TYPE_CHECKING:
    from kbguide.pki.vault import Vault

# What no guard looks at: a whole PEM block, and the lines of one that is broken. Python and JavaScript read it alike.
PEM = r"-----BEGIN [^-]+-----[\w+/=\r\n\t ]*-----END [^-]+-----|(?=[0-9+/]*[A-Za-z])[A-Za-z0-9+/]{24,}"


class InsideView(View):
    """Nothing is made before the learner asks for it: keys cost time, and a page without them opens sooner."""

    name = "inside"
    vault: Vault | None

    def build(self) -> Widgets:
        self.close()
        self.state, self.verdict, self.answer = blanks(3)
        self.form = self.make_form(self.on_form)
        area = FormField("pem", "area", self.say("inside.paste"), self.say("inside.paste-hint"), apart=PEM)
        title = self.say("inside.paste-title")
        check = (self.button("check", "inside.check", submit=True),)
        self.paste = self.make_form(self.on_paste, title=title, fields=(area,), buttons=check)
        return self.state, self.verdict, self.form, self.paste, self.answer

    @property
    def standing(self) -> Standing | None:
        """How the person stands who has a certificate; None when there is none to look into."""
        standing = self.store.journey.standing
        return standing if standing and standing.certificate else None

    # -- what the learner does ---------------------------------------------------------------------

    def on_form(self, message: Message) -> None:
        """A button, or the PIN to sign with."""
        standing = self.standing
        if message.name == "sample":
            self.store.do(Action(SETTLE, values=usual(SetupForms(self.content, self.lang).managing())))
        elif message.name == "open" and standing:
            from kbguide.pki.vault import Vault

            self.vault = Vault(self.content, self.lang)
        elif message.name in ("change", "undo"):
            self.changed = message.name == "change"
        elif message.kind == "submit" and standing and self.vault:
            self.sign(self.vault, standing, SEPARATORS.sub("", message.values.get("pin", "")))
        elif message.kind == "refused":
            self.fault = self.erased(message)
        self.update()

    def erased(self, message: Message) -> str:
        """What is said about a number that looked real; the browser has erased it and tells which guard took it."""
        guard = self.content.guards.get(message.guard)
        return self.text(self.content.problems[guard.problem].what) if guard else ""

    def sign(self, vault: Vault, standing: Standing, typed: str) -> None:
        """Sign the order with what was typed as the PIN; it is forgotten at once."""
        try:
            self.signature = vault.sign(standing, self.pin, typed, self.order())
            self.fault = ""
            self.changed = False
        except WrongPin:
            self.fault = self.say("inside.pin-rule")

    def on_paste(self, message: Message) -> None:
        """A PEM text to be checked; it is kept nowhere."""
        if message.kind not in ("submit", "refused") or not (self.vault and self.standing):
            return
        pem = message.values.get("pem", "")
        seen = looks_real(self.content, re.sub(PEM, "", pem, flags=re.ASCII))
        erased = self.text(self.content.problems[seen].what) if seen else self.erased(message)
        self.found = "" if erased else self.vault.check(self.standing, pem)
        self.paste.fault(**({"pem": erased} if erased else {}))
        self.update()

    # -- what the learner sees ---------------------------------------------------------------------

    @property
    def pin(self) -> str:
        """The practice PIN that opens the certificate now."""
        persona = self.store.journey.persona
        standing = self.standing
        return persona.values[standing.pin] if persona and standing else ""

    def order(self, amount: str = "") -> str:
        """The practice transfer in words; another amount when one is given."""
        bank = self.content.bank
        won = f"{int(amount or bank.values['amount']):,}"
        payee = self.text(bank.institution[1].name)
        return self.say("inside.order", bank=payee, account=bank.values["payee-account"], amount=won)

    def other_order(self) -> str:
        """The same with another first digit of the amount."""
        amount = self.content.bank.values["amount"]
        return self.order(str((int(amount[0]) + 4) % 9 + 1) + amount[1:])

    def render(self) -> None:
        standing = self.standing
        if self.vault and (standing is None or not self.vault.fits(standing)):
            self.close()
        vault = self.vault
        opened = vault is not None and standing is not None
        set_visible(self.form, available())
        for widget in (self.verdict, self.paste, self.answer):
            set_visible(widget, opened)
        if vault is None or standing is None:
            self.render_closed(standing)
            return
        cards = self.fields(vault, standing), self.listed(vault, standing), self.downloads(vault, standing)
        self.state.value = self.html(el("div", *cards, cls="kb-stack-big"))
        self.render_signing(vault, standing)
        found = self.finding("", self.found) if self.found else ""
        self.answer.value = self.html(found, role="status")

    def close(self) -> None:
        """Nothing is made, or it is forgotten again: it was another person's."""
        self.vault = None
        self.signature = b""  # of the order as it was; empty before it is signed
        self.changed = False  # a digit of the order was changed since
        self.fault = ""  # what to do about the PIN that was typed
        self.found = ""  # the verdict on a pasted certificate

    def render_closed(self, standing: Standing | None) -> None:
        """Nothing is looked into yet, or it cannot be."""
        key = "nobody" if standing is None else "ready"
        self.state.value = self.html(el("p", self.say(f"inside.{key}" if available() else "inside.missing")))
        name = "sample" if standing is None else "open"
        set_traits(self.form, fields=(), errors={}, buttons=(self.button(name, f"inside.{name}", GO),))

    def render_signing(self, vault: Vault, standing: Standing) -> None:
        """The order, its signature and what the bank finds; before that, the PIN to sign with."""
        text = self.other_order() if self.changed else self.order()
        parts = [el("p", self.say("inside.sign-lead")), el("p", text, cls="kb-voice")]
        if self.signature:
            verdict = vault.verify(standing, self.pin, text, self.signature)
            signature = el("code", self.signature.hex())
            parts.append(el("p", self.say("inside.signature"), ": ", signature, cls="kb-soft kb-hex"))
            parts.append(self.finding(self.say("inside.verdict"), verdict))
            name = "undo" if self.changed else "change"
            set_traits(self.form, fields=(), errors={}, buttons=(self.button(name, f"inside.{name}"),))
        else:
            label = self.say("inside.pin", pin=self.spaced(self.pin))
            field = FormField("pin", "secret", label, length=len(self.pin))
            errors = {"pin": self.fault} if self.fault else {}
            buttons = (self.button("sign", "inside.sign", GO, submit=True),)
            tries = self.form.tries + bool(errors)
            set_traits(self.form, fields=(field,), errors=errors, buttons=buttons, tries=tries)
        self.verdict.value = self.html(card(self.say("inside.sign-title"), *parts))

    def finding(self, title: str, reason: str) -> Html:
        """What a check has found, in a sentence."""
        good = reason in ("good", "ours")
        said = el("p", el("strong", f"{title}: ") if title else "", self.say(f"verdict.{reason}"))
        return heed(said, "check" if good else "alert", good=good)

    def fields(self, vault: Vault, standing: Standing) -> Html:
        """The certificate field by field, each with what it is for."""
        rows = []
        for key, value in vault.fields(standing, self.pin).items():
            why = el("dd", self.say(f"why.{key}"), cls="kb-soft")
            rows.append(el("div", el("dt", self.say(f"field.{key}")), el("dd", value), why))
        real = el("p", self.say("inside.real-key"), cls="kb-soft")
        return card(self.say("inside.fields"), el("dl", *rows, cls="kb-fields"), real)

    def downloads(self, vault: Vault, standing: Standing) -> Html:
        """The three files, made on the spot: the page holds them itself."""
        links = []
        for name, pem in vault.files(standing, self.pin).items():
            links.append(held(self.say(f"inside.{name}"), f"{name}.pem", "application/x-pem-file", pem))
        return card(self.say("inside.downloads"), el("ul", *links, cls="kb-list"))

    def listed(self, vault: Vault, standing: Standing) -> Html:
        """The revocation list as it stands today."""
        keys = {True: "inside.held", False: "inside.gone"}
        lines = (self.say(keys[one.held], serial=one.serial, day=self.day(one.day)) for one in vault.entries(standing))
        rows = [el("li", line) for line in lines]
        said = el("p", self.say("inside.list-lead", day=self.day(standing.day)), cls="kb-soft")
        shown = el("ul", *rows, cls="kb-list") if rows else el("p", self.say("inside.list-empty"))
        return card(self.say("inside.list"), said, shown)
