// What the page, the worker and Python say to each other where there is no server, and what these scripts take for granted.
// Read by the check alone (`tsc --project tests/scripts/alone.json`, and `alone-worker.json`): never shipped, never sent to
// a browser. What the page has, the template's part of kbguide/views/static/types.d.ts says.

// From Python: what `Line.take` in kbguide/offline/kernel.py makes, key by key; tests/test_scripts.py compares them.
interface Taken {
  opened: Record<string, WidgetState>; // the widgets that are new, by id
  said: SaidToWidget[];
  shown?: Record<string, string>; // by the number of a cell, the id of what it shows
}

interface SaidToWidget {
  id: string;
  kind: "comm_msg" | "comm_close";
  data: object;
}

type WidgetState = Record<"_model_name" | "_model_module" | "_model_module_version", string> & { _esm?: string };

// To Python: what `hear` there is given, as JSON.
interface SaidByWidget {
  comm_id: string;
  data: import("@lumino/coreutils").JSONValue;
}

// From the builder: the notebook's code, as `code_of` in kbguide/offline/pages.py makes it.
interface Cells {
  code: string[]; // to be run
  shown: Record<string, string>; // what each place shows, by its number
}

// From the builder: what the service worker keeps, see kbguide/offline/site.py.
interface Kept {
  version: string;
  files: string[];
  pages: string[];
}

type Sizes = Record<string, number>; // what the worker fetches, with the bytes that travel

// From the page to the worker.
interface Wanted {
  code: string[];
  show: [number: number, source: string][]; // of `Cells`, those of the open page first
}

type ToWorker =
  | { begin: string; files: Sizes } // the language
  | Wanted
  | { hear: string }; // of `SaidByWidget`

// From the worker to the page.
type ToPage =
  | { loaded: number; all: number } // bytes
  | { text: string; ready?: true } // of `Taken`
  | { ready: true }
  | { failed: string }
  | { mark: string; at: number; origin: number }; // ms

// boot.js and the page.
type Lack = "old" | "small"; // as the templates of the page are named
type Begun = { worker: GuideWorker; heard: MessageEvent<ToPage>[] };
type Heard = (event: MessageEvent<ToPage>) => void;

interface GuideWorker extends Pick<Worker, "onerror"> {
  onmessage: Heard | null;
  postMessage(said: ToWorker): void;
}

interface Window {
  kbguideAlone?: Begun | { lack: Lack }; // not there when boot.js did not come
}

interface Navigator {
  deviceMemory?: number; // GB; not every browser tells
}

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

interface WindowEventMap {
  beforeinstallprompt: InstallEvent; // where the browser has such a thing
}

// Widgets in the page.
type BaseLibrary = typeof import("@jupyter-widgets/base");
type WidgetClass = typeof import("@jupyter-widgets/base").WidgetModel | typeof import("@jupyter-widgets/base").WidgetView;
type Library = Record<string, unknown>; // of the widgets' classes, and other things, by name
type MakeLibrary = (base: BaseLibrary) => Promise<Library>;
type Comm = import("@jupyter-widgets/base").IClassicComm;
type ToPython = (said: SaidByWidget) => void;

interface CommMessage {
  content: { comm_id: string; data: object };
  buffers: [];
  metadata: object;
  parent_header: object;
  header: object;
}

interface Callbacks {
  iopub?: { status?(said: { content: { execution_state: "idle" } }): void };
}

type Define = (names: string[], make: MakeLibrary) => void;

declare var define: Define;

// Python in the worker.
type Python = import("pyodide").PyodideAPI;
type CreatePython = NonNullable<import("pyodide").PyodideConfig["createPyodideModule"]>;
type Settings = { -readonly [Name in keyof Parameters<CreatePython>[0]]: Parameters<CreatePython>[0][Name] };
type HearInPython = (said: string) => string;
type CallNotebook = (method: "run" | "show" | "good_until", ...values: (string | number)[]) => string;
type Bytes = Uint8Array<ArrayBuffer>; // shared with nobody
type Unpack = (python: Python, folder: string, pack: Bytes) => void;
type Roomy = (create: CreatePython, size: number) => (settings: Settings) => ReturnType<CreatePython>;
type TellLoaded = (loaded: number, all: number) => void;

type Unkept = Map<string, Bytes[]>;

type Exports = WebAssembly.Exports & { memory: WebAssembly.Memory };

interface Remembered {
  memory: Bytes;
  lang: string | undefined;
}

declare const LOCK: string; // written there by build.mjs
declare module "*/pyodide.asm.js" {
  const create: CreatePython;
  export default create;
}

// What a service worker has; TypeScript's library knows only the other kind. In the page's check there is none of it.
interface Clients {}
interface ExtendableEvent {}
interface FetchEvent {}
interface WorkerGlobalScope {
  kbguide: Kept;
}
interface DedicatedWorkerGlobalScopeEventMap {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
}
declare const registration: ServiceWorkerRegistration;
declare const clients: Clients;
declare function skipWaiting(): Promise<void>;
