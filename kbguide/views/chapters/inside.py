"""A look inside: the practice certificate field by field, a signature that holds or breaks, and other certificates."""

from __future__ import annotations

import base64
from typing import Any

from kbguide.pki import authority as pki
from kbguide.pki.vault import Vault
from kbguide.practice import SETTLE, Action, Standing
from kbguide.practice.judge import SEPARATORS
from kbguide.store import Store
from kbguide.views.kit.html import Html, card, el, icon
from kbguide.views.kit.view import View
from kbguide.views.kit.widgets import Form, Page, blank, set_traits, set_visible, text_of, values_of
from kbguide.views.run.outcome import Outcome
from kbguide.views.run.setup_forms import GO, Choosing


class InsideView(View):
    """Nothing is made before the learner asks for it: keys cost time, and a page without them opens sooner."""

    name = "inside"

    def __init__(self, store: Store, page: Page, lang: str) -> None:
        super().__init__(store, page, lang)
        self.choosing, self.words = Choosing(self.content, lang), Outcome(self.content, lang)
        self.vault: Vault | None = None
        self.signature = b""  # of the order as it was; empty before it is signed
        self.changed = False  # a digit of the order was changed since
        self.fault = ""  # what to do about the PIN that was typed
        self.found = ""  # the verdict on a pasted certificate
        self.state, self.verdict, self.answer = (blank() for _ in range(3))
        self.form = Form(lang=lang, token=self.name, summary=self.say("form.summary"))
        self.paste = Form(lang=lang, token=self.name)
        self.form.listen(self.heard)
        self.paste.listen(self.pasted)
        self.mount(self.state, self.verdict, self.form, self.paste, self.answer)

    @property
    def standing(self) -> Standing | None:
        """How the person stands who has a certificate; None when there is none to look into."""
        standing = self.store.journey.standing
        return standing if standing and standing.certificate else None

    # -- what the learner does ---------------------------------------------------------------------

    def heard(self, kind: str, message: dict[str, Any]) -> None:
        """A button, or the PIN to sign with."""
        name, standing = text_of(message, "name"), self.standing
        if name == "sample":
            values = {field["name"]: field["options"][0]["id"] for field in self.choosing.person()["fields"]}
            self.store.do(Action(SETTLE, values=values))
        elif name == "open" and standing:
            self.vault = Vault(self.content, self.lang)
        elif name in ("change", "undo"):
            self.changed = name == "change"
        elif kind == "submit" and standing and self.vault:
            self.sign(self.vault, standing, SEPARATORS.sub("", values_of(message).get("pin", "")))
        self.update()

    def sign(self, vault: Vault, standing: Standing, typed: str) -> None:
        """Sign the order with what was typed as the PIN; it is forgotten at once."""
        try:
            self.signature, self.fault, self.changed = vault.sign(standing, self.pin, typed, self.order()), "", False
        except pki.WrongPin:
            self.fault = self.say("inside.pin-rule")

    def pasted(self, kind: str, message: dict[str, Any]) -> None:
        """A PEM text to be checked; it is kept nowhere."""
        if kind == "submit" and self.vault and self.standing:
            verdict = self.vault.check(self.standing, values_of(message).get("pem", ""))
            self.found = "ours" if verdict.ok else verdict.reason
            self.update()

    # -- what the learner sees ---------------------------------------------------------------------

    @property
    def pin(self) -> str:
        """The practice PIN that opens the certificate now."""
        persona, standing = self.store.journey.persona, self.standing
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
            self.vault, self.signature, self.changed, self.found = None, b"", False, ""
        vault = self.vault
        open_ = vault is not None and standing is not None
        set_visible(self.form, pki.available())
        for widget in (self.verdict, self.paste, self.answer):
            set_visible(widget, open_)
        if vault is None or standing is None:
            key = "missing" if not pki.available() else "nobody" if standing is None else "ready"
            self.state.value = self.html(el("p", self.say(f"inside.{key}")))
            name = "sample" if standing is None else "open"
            set_traits(
                self.form, fields=[], errors={}, buttons=[self.choosing.press(name, self.say(f"inside.{name}"), GO)]
            )
            return
        cards = self.fields(vault, standing), self.listed(vault, standing), self.downloads(vault, standing)
        self.state.value = self.html(el("div", *cards, cls="kb-stack-big"))
        self.render_signing(vault, standing)
        self.render_paste()

    def render_signing(self, vault: Vault, standing: Standing) -> None:
        """The order, its signature and what the bank finds; before that, the PIN to sign with."""
        press, parts = self.choosing.press, [el("p", self.say("inside.sign-lead"))]
        text = self.other_order() if self.changed else self.order()
        parts.append(el("p", text, cls="kb-voice"))
        if self.signature:
            verdict = vault.verify(standing, self.pin, text, self.signature)
            signature = el(
                "p", self.say("inside.signature"), ": ", el("code", self.signature.hex()), cls="kb-soft kb-hex"
            )
            parts += [signature, self.finding(self.say("inside.verdict"), verdict.reason, good=verdict.ok)]
            name = "undo" if self.changed else "change"
            set_traits(self.form, fields=[], errors={}, buttons=[press(name, self.say(f"inside.{name}"), "")])
        else:
            label = self.say("inside.pin", pin=self.words.spaced(self.pin))
            field = {"name": "pin", "kind": "secret", "label": label, "length": len(self.pin)}
            errors = {"pin": self.fault} if self.fault else {}
            buttons = [press("sign", self.say("inside.sign"), GO, submit=True)]
            set_traits(self.form, fields=[field], errors=errors, buttons=buttons, tries=self.form.tries + bool(errors))
        self.verdict.value = self.html(card(self.say("inside.sign-title"), *parts))

    def render_paste(self) -> None:
        """The box for another certificate, and what was found about the last one."""
        area = {"name": "pem", "kind": "area", "label": self.say("inside.paste"), "hint": self.say("inside.paste-hint")}
        set_traits(self.paste, title=self.say("inside.paste-title"), fields=[area])
        set_traits(self.paste, buttons=[self.choosing.press("check", self.say("inside.check"), "", submit=True)])
        self.answer.value = self.html(
            self.finding("", self.found, good=self.found == "ours") if self.found else "", role="status"
        )

    def finding(self, title: str, reason: str, good: bool) -> Html:
        """What a check has found, in a sentence."""
        look = "kb-heed kb-heed--good" if good else "kb-heed"
        said = el("p", el("strong", f"{title}: ") if title else "", self.say(f"verdict.{reason}"))
        return el("div", icon("check" if good else "alert"), said, cls=look)

    def fields(self, vault: Vault, standing: Standing) -> Html:
        """The certificate field by field, each with what it is for."""
        rows = (
            el(
                "div",
                el("dt", self.say(f"field.{one.key}")),
                el("dd", one.value),
                el("dd", self.say(f"why.{one.key}"), cls="kb-soft"),
            )
            for one in vault.fields(standing, self.pin)
        )
        key = el("p", self.say("inside.real-key"), cls="kb-soft")
        return card(self.say("inside.fields"), el("dl", *rows, cls="kb-fields"), key)

    def downloads(self, vault: Vault, standing: Standing) -> Html:
        """The three files, made on the spot: the page holds them itself."""
        links = []
        for name, pem in vault.files(standing, self.pin).items():
            data = base64.b64encode(pem.encode()).decode()
            address = f"data:application/x-pem-file;base64,{data}"
            links.append(el("li", el("a", self.say(f"inside.{name}"), href=address, download=f"{name}.pem")))
        return card(self.say("inside.downloads"), el("ul", *links, cls="kb-list"))

    def listed(self, vault: Vault, standing: Standing) -> Html:
        """The revocation list as it stands today."""
        rows = [
            el(
                "li",
                self.say(f"inside.{'held' if one.held else 'gone'}", serial=one.serial, day=self.words.day(one.day)),
            )
            for one in vault.entries(standing)
        ]
        said = el("p", self.say("inside.list-lead", day=self.words.day(standing.day)), cls="kb-soft")
        shown = el("ul", *rows, cls="kb-list") if rows else el("p", self.say("inside.list-empty"))
        return card(self.say("inside.list"), said, shown)
