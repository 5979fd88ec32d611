"""Walking through the guide as a person does: controls by role and label, with the mouse or with the keyboard alone.

A test takes the fixtures `served` (the address of the guide) and `walking`, and says how wide the window is and which
language it speaks:

    def test_a_wrong_code_is_said(walking: Callable[..., Walk], served: str) -> None:
        walk = walking(360, "ko", Keys)               # Mouse unless it is said otherwise
        start(walk, served, "kim")                    # or issue(...), manage(...); from the first page on
        walk.go(until="identity")                     # rightly, up to this screen
        walk.fill("identity", {"user-id": "nobody"})  # what is right, except for this
        walk.ok()
        expect(walk.heading(walk.problem("id-wrong"))).to_be_focused()

What is right is read where a person reads it: on the practice card, on the telephone, in a label. Words are taken from
the content, so that a changed wording changes no test. Nothing here waits for a time: each step waits for what a person
would wait for, the heading that has the focus, a status, a control. At each screen `looking.Look` looks at what must
always hold.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from browser.hands import Hand
from helpers import PAGE_WORDS, begin, entry_on, pass_screen, right_inputs
from kbguide.content.bank import Persona
from kbguide.content.catalogue import Content
from kbguide.content.loader import load
from kbguide.content.procedure import Field, Procedure, Screen
from kbguide.content.reader import Text
from kbguide.practice import World
from kbguide.views.kit.words import Words

FIRST_FORM = 45_000  # ms until the first form is there: a kernel starts meanwhile

PRACTICE = ".kb-root-practice"
See = Callable[[str, str], None]


def spoken(text: str) -> str:
    """A text of the content without the marks for **bold**."""
    return text.replace("**", "")


def literal(text: str) -> str:
    """A text inside a pattern; Playwright itself does not escape the slash that ends a pattern in JavaScript."""
    return re.escape(text).replace("/", r"\/")


def begins(text: str) -> re.Pattern[str]:
    """A name that begins so; an option's explanation may follow."""
    return re.compile(rf"^{literal(text)}")


def look_at_nothing(*_: object, **__: object) -> None:
    """What a walk does at each screen unless a test has something to look at."""


@dataclass
class Walk:
    """One learner with one page in one language."""

    page: Page
    lang: str
    hand: Hand
    see: See = look_at_nothing
    content: Content = field(default_factory=load)
    persona: Persona = field(init=False)
    procedure: Procedure = field(init=False)
    worlds: dict[str, World] = field(init=False)  # the right way, screen by screen; its numbers are not the page's

    def __post_init__(self) -> None:
        self.expect("issue", "kim")
        self.frame = PAGE_WORDS[self.lang]

    def expect(self, procedure: str, persona: str, **values: str) -> None:
        """What is practised next, and as whom: the screens that somebody meets who does everything right."""
        self.persona, self.procedure = self.content.personas[persona], self.content.procedures[procedure]
        world = begin(self.content, persona, procedure=procedure, **values)
        self.worlds = {world.at: world}
        while not world.finished:
            world, _ = pass_screen(world)
            assert world.at not in self.worlds, f"stuck at {world.at}: {world.problem}"
            self.worlds[world.at] = world

    # -- words --------------------------------------------------------------------------------------

    def text(self, text: Text | None) -> str:
        """A text of the practice world, with what it says of the person."""
        return spoken(Words(self.content, self.lang).fill(next(iter(self.worlds.values())), text))

    def say(self, key: str, **values: object) -> str:
        return self.content.words[key][self.lang].format(**values)

    def problem(self, name: str) -> str:
        return self.content.problems[name].title[self.lang]

    def fault(self, screen: str, name: str, problem: str) -> str:
        """What is said beside a field and in the summary: what happened, then what to do."""
        part = next(part for part in self.screen(screen).field if part.name == name)
        return self.said(problem, part.rule[self.lang])

    def said(self, problem: str, rule: str) -> str:
        """An empty field or box needs no explanation, only the rule; what is explained above needs none again."""
        erased = {guard.problem for guard in self.content.guards.values()}
        above = problem in erased or self.content.problems[problem].remedy
        explained = problem in ("field-empty", "terms-unticked") or above
        return rule if explained else f"{self.content.problems[problem].what[self.lang]} {rule}"

    def screen(self, name: str) -> Screen:
        return self.content.screens[name]

    def entry(self, screen: str, name: str) -> str:
        return next(entry for entry in self.screen(screen).entry if entry.id == name).label[self.lang]

    # -- finding ------------------------------------------------------------------------------------

    def button(self, label: str) -> Locator:
        """A button with this name, no term of the text; the mark "here" of a guided learner may follow."""
        here = literal(self.say("practice.here"))
        named = self.page.get_by_role("button", name=re.compile(rf"^{literal(label)}(\s*{here})?$"))
        return named.and_(self.page.locator(":not(.kb-term)"))

    def heading(self, text: str, level: int | None = None) -> Locator:
        if level is None:
            return self.page.get_by_role("heading", name=text, exact=True)
        return self.page.get_by_role("heading", name=text, exact=True, level=level)

    def textbox(self, label: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("textbox", name=label, exact=True)

    def group(self, label: str) -> Locator:
        return self.page.get_by_role("group", name=begins(label))

    def pad(self, name: str) -> Locator:
        return self.page.get_by_role("group", name=self.say(name), exact=True)

    @property
    def card(self) -> Locator:
        return self.page.get_by_role("region", name=self.say("card.title"), exact=True)

    @property
    def ribbon(self) -> Locator:
        return self.page.get_by_role("complementary", name=self.frame["ribbon_label"], exact=True)

    # -- acting -------------------------------------------------------------------------------------

    def press(self, label: str) -> None:
        self.hand.press(self.button(label))

    def ok(self) -> None:
        self.press(self.say("ok"))

    def chapter(self, name: str, first: Locator) -> None:
        """Open a chapter from the bar, unfolding it where it is folded, and wait for its first control."""
        bar = self.page.get_by_role("navigation", name=self.frame["chapters"], exact=True)
        link = bar.get_by_role("link", name=re.compile(literal(name)))
        if not link.is_visible():
            self.hand.press(bar.get_by_role("button"))
        self.hand.press(link)
        expect(self.heading(name, 1)).to_be_focused()
        expect(first).to_be_visible(timeout=FIRST_FORM)

    def turn_to(self, part: str) -> None:
        """Open a part from the list of its chapter."""
        self.hand.press(self.page.locator(f'.kb-parts a[href="#{part}"]'))
        expect(self.page.locator(f'[id="{part}"] > h2')).to_be_focused()

    def setup(self, persona: str, mode: str = "guided", given: str = "none", **variants: str) -> None:
        """Choose a person, how that person stands, the variants and a mode, and start."""
        self.expect("issue", persona, given=given, **variants)
        self.choose(persona, given, variants, PRACTICE)
        self.next_pick(self.say("setup.mode"), self.say(f"mode.{mode}"), PRACTICE)
        self.press(self.say("setup.start"))

    def settle_as(self, persona: str, given: str, **variants: str) -> None:
        """Choose whose certificate is managed, and how it stands."""
        self.persona = self.content.personas[persona]
        self.choose(persona, given, variants, ".kb-root-manage")
        self.press(self.say("manage.settle"))
        expect(self.heading(self.say("manage.board-title"), 2)).to_be_focused()

    def choose(self, persona: str, given: str, variants: Mapping[str, str], part: str) -> None:
        """Choose a person, how that person stands and the variants, a question a page, in one part of the guide."""
        self.hand.press(self.page.locator(part).get_by_role("button", name=self.say("setup.change"), exact=True))
        self.next_pick(self.say("setup.persona"), self.content.personas[persona].name[self.lang], part)
        stands = self.content.givens[given]  # one name may begin like another: the explanation tells them apart
        about = f" {stands.about[self.lang]}" if stands.about else ""
        self.next_pick(self.say("setup.given"), stands.name[self.lang] + about, part)
        for variant in self.content.bank.variant:
            picked = variants.get(variant.key, variant.option[0].id)
            label = next(option.label[self.lang] for option in variant.option if option.id == picked)
            self.next_pick(variant.label[self.lang], label, part)

    def next_pick(self, question: str, label: str, part: str) -> None:
        """Answer the open question, whose heading has the focus, and go on."""
        expect(self.page.locator(part).get_by_role("heading", name=question, exact=True)).to_be_focused()
        held = self.page.locator(part).get_by_role("group").filter(visible=True)
        self.hand.pick(held.get_by_role("radio", name=begins(label)))
        self.hand.press(self.page.locator(part).get_by_role("button", name=self.say("next"), exact=True))

    def pick(self, group: str, label: str, part: str = "body") -> None:
        """Pick a radio button of a group; a notebook shows all parts of the guide at once."""
        held = self.page.locator(part).get_by_role("group", name=begins(group)).filter(visible=True)
        self.hand.pick(held.get_by_role("radio", name=begins(label)))

    def at(self, name: str) -> Screen:
        """Wait until a screen is there and its step's heading has the focus."""
        screen = self.screen(name)
        step = self.procedure.step[self.procedure.number(name) - 1]
        if screen.kind == "done":
            expect(self.heading(self.text(screen.title), 2)).to_be_focused()
        else:
            expect(self.heading(self.text(screen.title), 3)).to_be_visible()
            expect(self.heading(step.name[self.lang], 2)).to_be_focused()
        self.see(name, "first")
        return screen

    def fill(self, name: str, typed: Mapping[str, str] | None = None) -> None:
        """Fill the fields of a screen with what is right, except for what is given; "" leaves a field alone."""
        for part in self.screen(name).field:
            value = (typed or {}).get(part.name)
            if value is None:
                value = self.right(part)
            if value:
                self.fill_one(part, value)

    def fill_one(self, part: Field, value: str) -> None:
        label = self.text(part.label)
        if part.kind == "tick":
            self.hand.tick(self.page.get_by_role("checkbox", name=label, exact=True))
        elif part.kind == "choice":
            self.hand.pick(self.group(label).get_by_role("radio", name=begins(self.option(part, value))))
        else:
            self.hand.write(self.field(part), value)

    def field(self, part: Field) -> Locator:
        """The text field of a part; places of the security card stand in its label."""
        label = literal(part.label[self.lang])
        return self.textbox(re.compile("^" + re.sub(r"\\{\w+\\}", r"\\d+", label) + "$"))

    def named(self, screen: str, name: str) -> Locator:
        """The text field of a screen by its name in the content."""
        return self.field(next(part for part in self.screen(screen).field if part.name == name))

    def option(self, part: Field, value: str) -> str:
        """The label of an option."""
        return next((option.label[self.lang] for option in part.option if option.id == value), value)

    def right(self, part: Field) -> str:
        """What is right in a field, read where a person reads it."""
        values = {**self.content.bank.values, **self.persona.values}
        if part.kind == "tick":
            return "yes"
        if part.offers == "phones":
            return next(phone.number for phone in self.persona.phone if phone.mine)
        if part.expects == "name":
            return values["name"] if self.lang == "ko" else self.persona.latin
        if part.expects in ("first", "second"):
            return self.on_card(lambda: self.from_card(part))
        if part.expects == "otp":
            otp = self.card.get_by_text(self.say("card.otp"), exact=True).locator("..")
            return self.on_card(lambda: self.digits(otp, 6))
        if part.expects == "code":
            return self.in_the_text()
        return values[part.expects or part.offers or ""]

    def in_the_text(self) -> str:
        """The six digits of a text, for which one looks at the telephone and comes back."""
        device = "texts" if self.in_hand else "phone"
        away = self.switch(device).count() > 0
        self.pick_up(device)
        found = self.digits(self.page.get_by_role("status"), 6)
        if away:
            self.pick_up("window")
        return found

    def on_card(self, read: Callable[[], str]) -> str:
        """Something that stands on the practice card, which is opened where it does not stand beside the window."""
        if self.card.count():
            return read()
        self.press(self.say("card.open"))
        found = read()
        self.hand.press(self.card.get_by_role("button", name=self.say("practice.on"), exact=True))
        return found

    def from_card(self, part: Field) -> str:
        """The two digits of the security card that a label asks for."""
        label = self.field(part).evaluate("input => input.labels[0].innerText")
        place = int(re.findall(r"\d+", label)[0])
        cell = self.card.get_by_role("listitem").filter(has_text=re.compile(rf"^{place:02}\d{{4}}$"))
        number = cell.inner_text().split()[-1]
        return number[:2] if part.expects == "first" else number[2:]

    def digits(self, place: Locator, count: int) -> str:
        """The only number of so many digits in a place."""
        shown = place.filter(has_text=re.compile(rf"\d{{{count}}}"))
        expect(shown).to_be_visible()
        found = re.findall(rf"(?<!\d)\d{{{count}}}(?!\d)", shown.inner_text())
        assert len(found) == 1, found
        return found[0]

    def code(self, kind: str) -> str:
        """The digits on the bank's screen, as a screen reader says them; what is seen must be the same.

        Where one device is in sight at a time, one looks there, and comes back.
        """
        if self.switch("window").count():
            self.pick_up("window")
            found = self.code(kind)
            self.pick_up({"call": "call", "reply": "texts"}[kind] if self.in_hand else "phone")
            return found
        label = literal(self.say(f"{kind}.code-spoken", digits="@")).replace("@", r"(\d(?:, \d)*)")
        line = self.page.get_by_text(re.compile(f"^{label}$")).filter(visible=True)
        expect(line).to_have_count(1)
        found = "".join(re.findall(r"\d", line.inner_text()))
        assert re.sub(r"\D", "", line.locator("..").inner_text()) == 2 * found
        return found

    # -- the screens of the procedure ---------------------------------------------------------------

    def pass_menu(self, name: str) -> None:
        self.at(name)
        self.press(self.entry(name, entry_on(self.worlds[name])))

    pass_decide = pass_menu

    def pass_form(self, name: str) -> None:
        self.at(name)
        self.fill(name)
        self.ok()

    def pass_form_again(self, name: str) -> None:
        """Put a form right that is open already."""
        self.fill(name)
        self.ok()

    def ring(self, name: str) -> None:
        """Ask for a call, a text or a request, and wait until it comes in."""
        screen = self.screen(name)
        self.fill(name)
        self.press(self.say(f"{screen.kind}.request"))
        assert screen.signal
        device = "texts" if self.in_hand and screen.kind == "reply" else "phone"
        if self.switch(device).count():
            self.see(name, "rings")
            self.pick_up(device)
        else:  # both devices are in sight, or it has come over the app
            expect(self.heading(self.say("phone.name"), 3)).to_be_focused()
        self.heard(self.text(screen.signal.arrives))
        self.see(name, "ringing")

    def switch(self, name: str) -> Locator:
        """The button that puts a device, or a part of the telephone, in sight; on a wide screen there may be none."""
        key = f"device.{name}-{'app' if self.in_hand else 'pc'}"
        label = self.say(key) if key in self.content.words else "-"
        held = self.page.locator(".kb-switch")
        return held.get_by_role("button", name=begins(label), pressed=False).filter(visible=True)

    @property
    def in_hand(self) -> bool:
        return next(iter(self.worlds.values())).picks.get("channel") == "app"

    def pick_up(self, name: str) -> None:
        """Put a device in sight, where it is not."""
        if (button := self.switch(name)).count():
            self.hand.press(button)
            expect(button).to_have_count(0)

    def take(self, name: str) -> None:
        """Take the call, open the text, accept the request."""
        screen = self.screen(name)
        assert screen.signal
        self.press(self.say(f"{screen.kind}.answer"))
        if not screen.signal.digits:
            return
        self.heard(self.text(screen.signal.says))
        expect(self.heading(self.say("phone.name"), 3)).to_be_focused()
        self.see(name, "talking")

    def heard(self, text: str) -> None:
        """Wait for words that a screen reader announces."""
        expect(self.page.get_by_role("status").filter(has_text=text)).to_be_visible()

    def key_in(self, digits: str) -> None:
        """Press digits on the telephone."""
        self.hand.pin(self.pad("call.pad"), digits)

    def settle(self, name: str) -> None:
        """The telephone has done its part: the focus is back in the window, where the confirmation waits."""
        screen = self.screen(name)
        assert screen.signal
        told = self.page.get_by_role("status").filter(has_text=self.text(screen.signal.done))
        back = self.page.get_by_text(self.say(f"{screen.kind}.confirmed"), exact=True)
        expect(told.or_(back).filter(visible=True).first).to_be_visible()
        if self.switch("window").count():
            self.see(name, "told")
            self.pick_up("window")
        else:
            expect(self.heading(self.text(screen.title), 3)).to_be_focused()
        self.see(name, "done")
        self.press(self.say("call.confirm"))

    def pass_call(self, name: str) -> None:
        self.at(name)
        self.ring(name)
        self.take(name)
        self.key_in(self.code("call"))
        self.settle(name)

    def pass_reply(self, name: str) -> None:
        self.at(name)
        self.ring(name)
        self.take(name)
        self.hand.write(self.textbox(self.say("reply.field")), self.code("reply"))
        self.press(self.say("reply.send"))
        self.settle(name)

    def pass_approve(self, name: str) -> None:
        self.at(name)
        self.ring(name)
        self.take(name)
        self.settle(name)

    def enter_pin(self, digits: str) -> None:
        pad = self.pad("pin.pad")
        self.hand.pin(pad, digits)
        expect(self.page.get_by_text(self.say("pad.count", count=len(digits)), exact=True)).to_be_visible()
        self.hand.press(pad.get_by_role("button", name=self.say("pad.ok"), exact=True))

    def pin_of(self, name: str) -> str:
        """The PIN that is right on this screen."""
        return right_inputs(self.worlds[name])["pin"]

    def pass_pin(self, name: str) -> None:
        self.at(name)
        self.enter_pin(self.pin_of(name))

    def pass_new_pin(self, name: str) -> None:
        self.at(name)
        self.enter_pin(self.pin_of(name))
        self.heard(self.say("pin.second"))
        expect(self.pad("pin.pad").get_by_role("button").first).to_be_focused()
        self.see(name, "second")
        self.enter_pin(self.pin_of(name))

    def pass_done(self, name: str) -> None:
        self.at(name)

    @property
    def certificate(self) -> Locator:
        return self.page.get_by_role("group", name=self.say("cert.kind"), exact=True).filter(visible=True).first

    @property
    def owner(self) -> str:
        return self.persona.values["name"] if self.lang == "ko" else self.persona.latin

    def go(self, until: str = "", since: str = "") -> None:
        """Pass the screens in order, up to one that is reached and left alone."""
        names = list(self.worlds)
        for name in names[names.index(since) if since else 0 :]:
            if name == until:
                self.at(name)
                return
            getattr(self, f"pass_{self.screen(name).kind.replace('-', '_')}")(name)

    def act(self, procedure: str, given: str, until: str = "", **variants: str) -> None:
        """Press an act on the board, and go through it, for somebody who stands so."""
        self.expect(procedure, self.persona.id, given=given, **variants)
        self.press_act(procedure)
        self.go(until)

    def press_act(self, procedure: str) -> None:
        """Press an act on the board; what it does may stand in the button's name."""
        title = self.content.procedures[procedure].title[self.lang]
        self.hand.press(self.page.get_by_role("button", name=begins(title)).filter(visible=True))


def feeling(page: Page, lang: str) -> Locator:
    """An answer to how sure one feels, on the first page, where it is folded away; it comes from the kernel."""
    held = page.locator("details").filter(has=page.locator(".kb-root-kept"))
    if held.get_attribute("open", timeout=FIRST_FORM) is None:
        held.locator("summary").click()
    return held.get_by_role("radio", name=load().words["confidence.2"][lang], exact=True)


def to_practice(walk: Walk, address: str) -> None:
    """From the first page into the practice chapter."""
    walk.page.goto(f"{address}{walk.lang}/")
    walk.chapter(walk.say("chapter.practice"), walk.heading(walk.say("setup.whole-title"), 2))
    walk.see("setup", "first")


def start(walk: Walk, address: str, persona: str, mode: str = "guided", **chosen: str) -> None:
    """From the first page to the first screen."""
    to_practice(walk, address)
    walk.setup(persona, mode, **chosen)


def manage(walk: Walk, address: str, persona: str, given: str, **variants: str) -> None:
    """From the first page to the board of a certificate."""
    walk.page.goto(f"{address}{walk.lang}/")
    walk.chapter(walk.say("chapter.manage"), walk.heading(walk.say("manage.who-title"), 2))
    walk.see("manage", "first")
    walk.settle_as(persona, given, **variants)
    walk.see("manage", "board")


def issue(walk: Walk, address: str, persona: str, **chosen: str) -> None:
    """The whole way, from the first page to the certificate."""
    start(walk, address, persona, **chosen)
    walk.go()
    expect(walk.certificate.get_by_text(walk.owner, exact=True)).to_be_visible()
