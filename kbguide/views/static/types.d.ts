// What Python and the scripts say to each other, and what the scripts take for granted of the page.
// Read by the check alone (`tsc --project tests/scripts`): never shipped, never sent to a browser.
// The first part mirrors kbguide/views/kit/forms.py and the traits in kbguide/views/kit/widgets.py, key by key;
// tests/test_scripts.py compares them. A key with `?` is left out where there is nothing to say.

interface FormOption {
  id: string;
  label: string;
  hint?: string;
}

interface FormField {
  name: string;
  kind: "text" | "digits" | "secret" | "choice" | "tick" | "area";
  label: string;
  hint?: string;
  length?: number;
  options?: FormOption[];
  heading?: boolean;
  caption?: string[];
  apart?: string;
}

interface RowState {
  look: string;
  icon?: string;
  word: string;
  label: string;
}

interface FormButton {
  name: string;
  label: string;
  look?: string;
  submit?: boolean;
  here?: string;
  hint?: string;
  state?: RowState;
  pressed?: string;
  opens?: string;
}

interface GuardPattern {
  id: string;
  pattern: string;
  length?: number;
}

interface NumeralRows {
  where: string;
  rows: string[];
}

interface ControlTraits {
  script: string;
  off: boolean;
  token: string;
  lang: string;
}

interface FormTraits extends ControlTraits {
  fields: FormField[];
  buttons: FormButton[];
  picked: Record<string, string>;
  given: Record<string, string>;
  errors: Record<string, string>;
  tries: number;
  menu: boolean;
  title: string;
}

interface FormScriptTraits {
  summary: string;
  guards: GuardPattern[];
  numerals: NumeralRows[];
}

interface KeypadTraits extends ControlTraits {
  length: number;
  order: string;
  words: Record<"pad" | "erase" | "ok" | "end" | "ordered" | "shown" | "count", string>;
}

interface PageTraits {
  focus: { at: string; turn: number };
  kept: string;
  done: string[];
  progress: Progress;
  device: boolean;
  words: LostWords;
}

/** What kbguide/progress.py tells; empty until something is done. */
interface Progress {
  at?: string; // a step, or empty
  chapter?: string; // the one that shows it
  problems?: string[];
  right?: number;
  answered?: number;
  before?: string;
  after?: string;
}

type LostWords = Record<"title" | "text" | "notebook" | "menu" | "again" | "still" | "ready" | "press", string>;

// Messages to Python. control.js adds the token of the screen.
type FormMessage =
  | { type: "press"; name: string }
  | { type: "picked"; field: string; value: string }
  | { type: "submit"; values: Record<string, string> }
  | { type: "refused"; field: string; guard: string };
type KeypadMessage = { type: "key"; key: string } | { type: "pin"; value: string };
type ControlMessage = FormMessage | KeypadMessage;
type PageMessage = { type: "dress" } | { type: "ping" } | { type: "try" } | { type: "restore"; kept: string };

// Messages from Python.
interface PageAnswer {
  css?: string;
  icons?: string;
  pong?: boolean;
}

// anywidget's model, as far as the scripts use it; anywidget's own types know neither the traits nor the messages.
type Change<Traits> = `change:${keyof Traits & string}`;

interface Model<Traits, Message = never, Answer = never> {
  get<Name extends keyof Traits>(name: Name): Traits[Name];
  set<Name extends keyof Traits>(name: Name, value: Traits[Name]): void;
  save_changes(): void;
  send(message: Message): void;
  on(event: Change<Traits> | `${Change<Traits>} ${Change<Traits>}`, handler: () => void): void;
  on(event: "msg:custom", handler: (message: Answer) => void): void;
}

/** The model of form.js or keypad.js, which puts `draw` there as it is loaded: until then there is none. */
interface ScriptModel<Draw = DrawAny> extends Model<{ draw: { draw: Draw } }> {
  once(event: "change:draw", handler: (model: unknown, made: { draw: Draw }) => void): void;
}

interface ControlModel extends Model<ControlTraits, ControlMessage & { token: string }> {
  widget_manager: { get_model(id: string): Promise<ScriptModel> };
}

type Render = (given: { model: ControlModel; el: HTMLElement }) => Promise<void>;
type PageModel = Model<PageTraits, PageMessage, PageAnswer>;
type Initialize<Model> = (given: { model: Model }) => void;

// What control.js gives to form.js and keypad.js.
type Properties = Record<string, unknown> & { onclick?: (event: MouseEvent) => void };
type Make = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  look?: string | Properties, // CSS classes, or properties and attributes
  ...children: (Node | string | undefined)[]
) => HTMLElementTagNameMap[Tag];

interface Drawing<Traits, Message, ForAll> {
  model: Pick<Model<Traits>, "get" | "on">;
  script: ForAll;
  root: HTMLElement;
  make: Make;
  send(message: Message): void;
}

type Draw<Traits, Message, ForAll = unknown> = (given: Drawing<Traits, Message, ForAll>) => void;

type DrawAny = Draw<ControlTraits, ControlMessage>;
type DrawForm = Draw<FormTraits, FormMessage, Pick<Model<FormScriptTraits>, "get">>;
type DrawKeypad = Draw<KeypadTraits, KeypadMessage>;
type FormScript = { initialize: Initialize<ScriptModel<DrawForm>> };
type KeypadScript = { initialize: Initialize<ScriptModel<DrawKeypad>> };
type AddOption = (label: string, checked: boolean, onchange: () => void) => HTMLInputElement;

// What form.js makes of a field.
type Input = HTMLElement & { value: string; checked?: boolean; readOnly?: boolean };

interface DrawnField {
  inputs: Input[];
  holder: HTMLElement; // what a hint and an error describe
  node: HTMLElement;
}

interface FormPart extends DrawnField {
  field: FormField;
  hint: Hint;
  error: HTMLElement;
  given: HTMLElement;
}

type Hint = HTMLElement | "" | undefined;
type DrawField = (field: FormField, id: string, hint: Hint, error: HTMLElement, given: HTMLElement) => DrawnField;
type LabelInput = (field: FormField, input: Input, hint: Hint, error: HTMLElement, given: HTMLElement) => DrawnField;
type Describe = (part: FormPart) => void;
type IsInSight = (error: HTMLElement) => boolean;
type FindGuard = (typed: string, field: FormField) => GuardPattern | undefined;

// What page.js does: with the browser's storage, and when the kernel is lost.
type UseStorage = <Result>(use: (tab: Storage, device: Storage) => Result) => Result | null;
type FindWayBack = (words: LostWords) => { text: string; go?: (line: HTMLElement) => unknown };

type Hear = (node: Node & { ariaHidden?: string | null }) => string;

// What the frame takes for granted of the page: the template writes these, with the words, on every page that has it.
interface Template {
  ".kb-chapter:not([hidden])": HTMLElement; // one is open
  ".kb-chapters__toggle": HTMLElement;
  ".kb-help": HTMLDetailsElement;
  "a[data-kb-language]": HTMLAnchorElement;
  "[data-kb-install]": HTMLButtonElement;
  "[data-kb-lang]": HTMLElement; // the script lead.js itself
  "[data-kb-seats]": HTMLElement; // the script wait.js itself
  "[data-kb-speak]": HTMLElement;
  "[data-kb-worker]": HTMLElement; // the script boot.js itself
  "#kb-chapter-count": HTMLElement;
  "#kb-chapter-name": HTMLElement;
  "#kb-blocked": HTMLTemplateElement;
  "#kb-cells": HTMLElement;
  "#kb-failed": HTMLTemplateElement;
  "#kb-main": HTMLElement;
  "#kb-newer": HTMLTemplateElement;
  "#kb-old": HTMLTemplateElement;
  "#kb-size-now": HTMLElement;
  "#kb-slow": HTMLTemplateElement;
  "#kb-strip": HTMLTemplateElement | null; // this where the site has classes, and what is in it for whoever sits in one
  "#kb-strip-line": HTMLElement;
  "#kb-strip-vote": HTMLElement;
  "#kb-silent": HTMLTemplateElement;
  "#kb-small": HTMLTemplateElement;
  "#kb-stuck-field": HTMLElement; // these on the page of problems
  "#kb-stuck-found": HTMLElement;
  "#kb-stuck-steps": HTMLElement;
  "#kb-stuck-word": HTMLInputElement;
  "#kb-class": HTMLElement; // these on the pages of a class
  "#kb-class-other": HTMLButtonElement;
  "#kb-class-said": HTMLElement;
  "#kb-class-texts": HTMLTemplateElement;
  "#kb-code": HTMLInputElement;
  "#kb-feedback": HTMLFormElement;
  "#kb-feedback-join": HTMLElement;
  "#kb-full-again": HTMLElement;
  "#kb-here-change": HTMLElement;
  "#kb-here-name": HTMLElement;
  "#kb-join-code": HTMLFormElement;
  "#kb-join-full": HTMLElement;
  "#kb-join-here": HTMLElement;
  "#kb-join-press": HTMLElement;
  "#kb-join-refused": HTMLElement;
  "#kb-join-seats": HTMLFormElement;
  "#kb-join-type": HTMLElement;
  "#kb-larger": HTMLButtonElement;
  "#kb-open-seats": HTMLInputElement; // where a teacher can open a class
  "#kb-press-name": HTMLElement;
  "#kb-seat": HTMLInputElement;
  "#kb-seat-free": HTMLElement;
  "#kb-test": HTMLElement; // these on the page that tests a phone
  "#kb-test-print": HTMLButtonElement;
  "#kb-test-verdict": HTMLElement;
  // of a class: the board, the figures, the big screen
  "#kb-address": HTMLElement;
  "#kb-answers": HTMLElement;
  "#kb-ask": HTMLDialogElement;
  "#kb-ask-end": HTMLButtonElement;
  "#kb-ask-feedback": HTMLButtonElement;
  "#kb-ask-figures": HTMLButtonElement;
  "#kb-ask-stay": HTMLButtonElement;
  "#kb-blind": HTMLElement;
  "#kb-board": HTMLElement;
  "#kb-class-data": HTMLScriptElement;
  "#kb-class-words": HTMLScriptElement;
  "#kb-close": HTMLButtonElement;
  "#kb-columns": HTMLElement;
  "#kb-drill": HTMLSelectElement;
  "#kb-end": HTMLButtonElement;
  "#kb-figures": HTMLElement;
  "#kb-figures-all": HTMLElement;
  "#kb-figures-back": HTMLButtonElement;
  "#kb-figures-day": HTMLElement;
  "#kb-figures-head": HTMLElement;
  "#kb-figures-over": HTMLElement;
  "#kb-first": HTMLElement;
  "#kb-first-head": HTMLElement;
  "#kb-go": HTMLButtonElement;
  "#kb-gone": HTMLElement;
  "#kb-head": HTMLElement;
  "#kb-hints": HTMLElement;
  "#kb-lesson": HTMLSelectElement;
  "#kb-look": HTMLButtonElement;
  "#kb-lost": HTMLElement;
  "#kb-nobody": HTMLElement;
  "#kb-number": HTMLElement;
  "#kb-open-screen": HTMLButtonElement;
  "#kb-opening": HTMLElement;
  "#kb-opening-blind": HTMLElement;
  "#kb-other": HTMLAnchorElement;
  "#kb-pause": HTMLButtonElement;
  "#kb-paused": HTMLElement;
  "#kb-picture": HTMLElement;
  "#kb-picture-icon": SVGUseElement;
  "#kb-picture-name": HTMLElement;
  "#kb-place": HTMLSelectElement;
  "#kb-plan": HTMLElement;
  "#kb-plan-at": HTMLElement;
  "#kb-plan-back": HTMLButtonElement;
  "#kb-plan-name": HTMLElement;
  "#kb-plan-next": HTMLButtonElement;
  "#kb-plan-page": HTMLAnchorElement;
  "#kb-plan-say": HTMLElement;
  "#kb-plan-steps": HTMLElement;
  "#kb-pointed": HTMLElement;
  "#kb-press": HTMLElement;
  "#kb-print": HTMLButtonElement;
  "#kb-procedure": HTMLSelectElement;
  "#kb-protects": HTMLElement;
  "#kb-protects-text": HTMLElement;
  "#kb-qr": HTMLImageElement;
  "#kb-quote": HTMLElement;
  "#kb-raised": HTMLElement;
  "#kb-reached": HTMLElement;
  "#kb-reached-count": HTMLElement;
  "#kb-remarks": HTMLElement;
  "#kb-replies": HTMLElement;
  "#kb-results": HTMLElement;
  "#kb-rows": HTMLElement;
  "#kb-save": HTMLButtonElement;
  "#kb-save-seats": HTMLButtonElement;
  "#kb-say-head": HTMLElement;
  "#kb-seat-list": HTMLElement;
  "#kb-seats": HTMLElement;
  "#kb-sent": HTMLElement;
  "#kb-show-figures": HTMLButtonElement;
  "#kb-shows": HTMLSelectElement;
  "#kb-step-name": HTMLElement;
  "#kb-take-back": HTMLButtonElement;
  "#kb-vote": HTMLButtonElement;
  "#kb-vote-before": HTMLElement;
  "#kb-vote-name": HTMLElement;
  "#kb-vote-said": HTMLElement;
  "#kb-vote-title": HTMLElement;
  "#kb-votes": HTMLElement;
  "#kb-voting": HTMLElement;
  "#kb-which": HTMLElement;
  main: HTMLElement; // with the address of the class
  h1: HTMLElement; // of a chapter
  h2: HTMLElement; // of a part
}

// What a selector finds, told by the last tag that it names; all that the scripts look for is HTML.
type Matching<Selector> =
  Selector extends ".kb-input" ? Input
  : Selector extends `${string}, ${string}` ? HTMLElement
  : Selector extends `${string} ${infer Last}` ? Matching<Last>
  : Selector extends `${infer Tag}[${string}` | `${infer Tag}.${string}` ? Matching<Tag>
  : Selector extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Selector]
  : HTMLElement;
type Found<Selector> = Selector extends keyof Template ? Template[Selector] : Matching<Selector> | null;
type Find = <Selector extends string>(selector: Selector, from?: ParentNode) => Found<Selector>;
type FindAll = <Selector extends string>(selector: Selector, from?: ParentNode) => Matching<Selector>[];

interface ParentNode {
  querySelector<Selector extends string>(selector: Selector): Found<Selector>;
  querySelectorAll<Selector extends string>(selector: Selector): NodeListOf<Matching<Selector>>;
}

interface Element {
  closest<Selector extends string>(selector: Selector): Matching<Selector> | null;
}

interface DOMStringMap {
  kbAddress: string;
  kbAgain: string; // seconds
  kbAll: string;
  kbBlob?: string; // there where widgets bring their scripts as blobs
  kbBoard: string; // an address
  kbApi: string; // an address with a slash at its end
  kbCount: string;
  kbFiles: string; // JSON
  kbFound: string; // with {count}
  kbGood: string;
  kbGuide: string; // an address
  kbLang: string; // or empty
  kbMend: string;
  kbNew?: string; // "yes" or "no", once a script that is new enough has run
  kbLesson: string; // an address
  kbMark: string;
  kbNone: string;
  kbNotReady: string;
  kbOutput: string;
  kbReady: string;
  kbScreen: string; // an address
  kbProgress?: string; // JSON
  kbSeats: string; // an address
  kbSize: string; // 1 to 4
  kbSlot: string; // a number
  kbStep: string;
  kbText: string; // with {loaded} and {all}
  kbView: string;
  kbWords: string; // JSON
  kbWorker: string; // an address
}

type Try = <Result>(use: () => Result) => Result | null;
type Follow = (link: HTMLAnchorElement, event: Event) => void;
type Explain = (slot: Element, why: "slow" | "silent" | "failed" | "blocked" | "old" | "small") => void;
type SocketArguments = ConstructorParameters<typeof WebSocket>;

// A class: the seat that this browser has, and what the class says when it is asked.
interface ClassRoom {
  name: string;
  seats: number;
  free: number[];
}

interface ClassAnswer {
  status: number;
  told: Partial<ClassRoom & { key: string; seat: number }>;
}

type AskOptions = { key?: string; method?: "POST" | "DELETE"; api?: string };
type AskClass = (path: string, body?: Record<string, unknown>, how?: AskOptions) => Promise<ClassAnswer>;
type SayClass = (name: string, given?: object) => string;
type Tell = (selector: string, text?: string, input?: HTMLElement | null) => void;
type KeepSeat = (taken: Partial<Seat> | null) => boolean;
type AtOnce = (work: () => Promise<unknown> | void) => Promise<void>;
type FindRoom = (by: string) => Promise<{ status: number; found: ClassRoom | null }>;
type DrawSeats = (found: ClassRoom) => void;
type LeaveSeat = (seat: { api?: string; key: string }) => Promise<ClassAnswer>;
type ShowSeat = (seat: Seat) => void;
type SettleTest = (name: string, state: "good" | "slow" | "mend", value?: string) => void;

interface Window {
  kbclass: { say: SayClass; tell: Tell; seat(): Seat | null; keep: KeepSeat; ask: AskClass; tried: Try };
}
// A class: what strip.js keeps, says and hears; see kbguide/classroom/. `until` is a time in ms; the rest of what is
// kept is its own.
interface Seat {
  api: string; // an address
  key: string;
  name: string;
  seat: number;
  until: number;
  hand?: number; // which raising it is, or 0: it is down
  raised?: number; // how often
  put?: string[]; // away: what is shown no more
  answered?: boolean; // the questions at the end
}

type MakeAll = (tag: "p" | "button", texts: BothTexts[], press?: (number: number) => void) => HTMLElement[];

/** Those that begin with `strip_say_`; one is said of why nobody sits here. */
interface StripWords extends Record<string, string | undefined> {
  class: string;
  seat: string;
  hand: string;
  raised: string;
  teacher: string;
  vote: string;
  voted: string;
  feedback: string;
  left: string;
  over: string;
}

interface OpenVote {
  number: number;
  title: BothTexts;
  before: BothTexts;
  sender: BothTexts;
  words: BothTexts[];
  replies: { id: string; text: BothTexts }[];
}

interface Told {
  name?: string;
  seat?: number;
  hand?: boolean;
  order?: TeachersWord | null;
  vote?: OpenVote | null;
  voted?: boolean;
  feedback?: boolean;
  every?: number; // s between signs of life
}

interface Window {
  kbguide: { read(): void; complete(): void; explain: Explain; find: Find; all: FindAll; tried: Try };
}

// A class: what the server says to the board and the big screen, and what is said to it.
type BothTexts = Record<"ko" | "en", string>;

interface TeachersWord {
  number: number;
  do: "go" | "pause" | "look" | "say";
  href: string;
  text: BothTexts;
}

interface ClassPlace {
  id: string;
  name: string;
  kind: "chapter" | "part" | "step" | "done";
  procedure?: string;
}

interface ClassProcedure {
  id: string;
  name: string;
  steps: { id: string; name: string }[];
}

interface ClassFeedback {
  id: string;
  text: string;
  opinions: { id: string; text: string }[];
}

interface ClassLessonStep {
  id: string;
  name: string;
  start: number; // minutes
  end: number;
  say: string; // HTML
  where?: string;
}

interface ClassLesson {
  id: string;
  name: string;
  minutes: number;
  steps: ClassLessonStep[];
}

interface ClassPicture {
  title: string;
  hints: string[]; // HTML
  protects: string; // HTML
  icon: string;
  press: string;
}

interface ClassData {
  places: ClassPlace[];
  procedures: ClassProcedure[];
  remarks: { id: string; text: string }[];
  feedback: ClassFeedback[];
  drills: { id: string; title: string; fraud: boolean }[];
  problems: Record<string, string>;
  lessons: ClassLesson[];
  pictures: Record<string, ClassPicture>;
}

interface ClassSeat {
  seat: number;
  at: string;
  reached: Record<string, number>; // the furthest step of each procedure
  hand: number | null; // all of these are seconds
  still: number;
  away: number;
  put: boolean;
}

type SeatNow = ClassSeat & { got: number };

interface Vote {
  number: number;
  drill: string;
  open: boolean;
  all: number;
  counts: Record<string, number> | null;
  title: BothTexts;
  before: BothTexts;
  sender: BothTexts;
  words: BothTexts[];
  replies: { id: string; text: BothTexts; right?: boolean }[];
}

interface ClassState {
  name: string;
  seats: number;
  pass?: string; // for the board alone
  join: string;
  qr: string;
  screen?: string; // as above
  ends: number; // seconds
  order: TeachersWord | null;
  shows: "join" | "step" | "vote" | "plan";
  place: string;
  lesson: { id: string; step: string; since: number } | null;
  vote: Vote | null;
  feedback: { asked: boolean; answers: number };
  blind: number | null;
}

type ClassEvent = Partial<ClassState> & { taken?: ClassSeat[]; left?: number[] };
type Order = { do: string } & Record<string, unknown>;

interface Figures {
  counts: {
    seats: number;
    steps: Record<string, number>;
    problems: Record<string, number>;
    drills: { right: number; answered: number };
    before: Record<string, number>;
    after: Record<string, number>;
    feedback: Record<string, Record<string, number>>;
  };
  csv: string;
  seats_csv: string;
}

interface ClassLink {
  find: Find;
  all: FindAll;
  lang: "ko" | "en";
  data: ClassData;
  words: Record<string, string>;
  state: ClassState | null; // null until the first event
  taken: Map<number, SeatNow>;
  gone: boolean;
  lost: number | null; // when something was last heard, while nothing is
  age(seconds: number, since: number): number;
  ageOf(part: keyof ClassState, seconds: number): number;
  clock(age: number): string;
  fill(text: string, names: Record<string, string | number>): string;
  blindSince(): string; // a time of day, or empty
  write(node: Element | null, text: string): void;
  ask(path: "orders" | "counts", body?: Order): Promise<Figures>;
}

type SendOrders = (button: HTMLElement, ...orders: Order[]) => Promise<void>;

interface ClassFigures {
  show(link: ClassLink, found: Figures, end: boolean): void;
  hide(): void;
  shown(): boolean;
  over(): boolean;
}

interface Window {
  kbFollow(draw: () => void): ClassLink;
  kbSeats(link: ClassLink, send: SendOrders): () => void;
  kbFigures: ClassFigures;
}
