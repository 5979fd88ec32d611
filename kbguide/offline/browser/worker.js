// Python's side: starts it, runs the notebook's cells, and leads what widgets say to the page.
import { loadPyodide } from "pyodide";
import { at, bytesOf, Files, unpack, WASM } from "./files.js";
import { forget, keep, keepFiles, kept, roomy } from "./snapshot.js";

const LIBRARIES = "libraries.zip";
const PLACE = "/lib/python314.zip"; // where Pyodide puts them
const OWN = ["guide.bin", "content.bin"];
const FOLDER = "/guide";
const NOTHING = Uint8Array.of(80, 75, 5, 6, ...Array(18).fill(0)); // an archive without files
const IMPORT = `import sys; sys.path.insert(0, "${FOLDER}")
from kbguide.offline.kernel import NOTEBOOK, hear, prepare
prepare()
import kbguide.guide`;

/** @param {ToPage} said */
const post = (said) => self.postMessage(said);
/** @param {string} name */
const mark = (name) => post({ mark: `kb-${name}`, at: performance.now(), origin: performance.timeOrigin });
mark("worker");

const pyodide = import("./pyodide.asm.js");

/** What the page has said and nobody has heard yet. @type {string[]} */
const unheard = [];
/** @type {Promise<Wanted>} */
const asked = new Promise((known) => {
  /** @param {MessageEvent<ToWorker>} event */
  self.onmessage = ({ data }) => {
    if ("begin" in data) begin(data.begin, data.files);
    if ("code" in data) known(data);
    if ("hear" in data) unheard.push(data.hear);
  };
});

/** @param {string} lang @param {Sizes} sizes */
async function begin(lang, sizes) {
  const files = new Files(sizes, (loaded, all) => post({ loaded, all }));
  const module = compile(files); // while what this browser has kept is read
  const found = await kept(lang);
  try {
    await start(lang, files, module, found);
  } catch (why) {
    if (!found) return post({ failed: String(why) });
    await forget();
    await start(lang, files, module, null).catch((again) => post({ failed: String(again) }));
  }
}

/** @param {Files} files */
const compile = (files) => WebAssembly.compileStreaming(files.open(WASM));

/** @param {string} lang @param {Files} files @param {Promise<WebAssembly.Module>} compiling @param {Remembered | null} found */
async function start(lang, files, compiling, found) {
  const libraries = found ? NOTHING : await bytesOf(files.open(LIBRARIES)); // what is needed of them is in the memory
  const module = await compiling;
  const own = found ? [] : Promise.all(OWN.map((name) => bytesOf(files.open(name)))); // while Python starts
  const python = await wake(module, libraries, found);
  for (const pack of await own) unpack(python, FOLDER, pack);
  if (found?.lang === lang) post({ text: python.runPython("NOTEBOOK.show_again()"), ready: true });
  else await show(python, lang, files, found);
  mark("shown");
  /** @type {HearInPython} */
  const hear = python.runPython("hear");
  /** @param {MessageEvent<ToWorker>} event */
  self.onmessage = ({ data }) => { if ("hear" in data) post({ text: hear(data.hear) }); };
  for (const said of unheard.splice(0)) self.dispatchEvent(new MessageEvent("message", { data: { hear: said } }));
  if (found) await complete(python, files).catch(() => {}); // what is shown does without
  files.unkept.clear(); // the service worker has them
}

/**
 * Python, as it was kept if it was. It would fetch its parts by itself, later, and wait for ever if that failed.
 * @param {WebAssembly.Module} module @param {Bytes} libraries @param {Remembered | null} found
 */
async function wake(module, libraries, found) {
  const { default: create } = await pyodide;
  const ask = self.fetch;
  /** @type {Record<string, BodyInit>} */
  const given = { [at(WASM)]: "", [at(LIBRARIES)]: libraries };
  self.fetch = async (address, ...rest) => (String(address) in given ? new Response(given[String(address)]) : ask(address, ...rest));
  WebAssembly.instantiateStreaming = async (_, imports) => ({ module, instance: await WebAssembly.instantiate(module, imports) });
  mark("fetched");
  const python = await loadPyodide({
    indexURL: at("./"),
    stdLibURL: at(LIBRARIES),
    lockFileContents: LOCK,
    packageBaseUrl: at("./"),
    // From here on the options are Pyodide's private ones: another version may have others.
    createPyodideModule: roomy(create, found?.memory.length ?? 0),
    _makeSnapshot: true,
    ...(found && { _loadSnapshot: found.memory }),
  });
  self.fetch = ask;
  mark("python");
  return python;
}

/**
 * Run the cells, those of the open page first, and keep Python as it is then.
 * @param {Python} python @param {string} lang @param {Files} files @param {Remembered | null} found
 */
async function show(python, lang, files, found) {
  if (found) python.runPython("NOTEBOOK.clear()");
  else python.runPython(IMPORT);
  mark("imported");
  const { code, show: places } = await asked;
  /** @type {CallNotebook} */
  const call = (method, ...values) => python.runPython(`NOTEBOOK.${method}(${values.map((one) => JSON.stringify(one)).join(", ")})`);
  for (const source of code) post({ text: call("run", source) });
  for (const [number, source] of places) post({ text: call("show", number, source) });
  if (files.unkept.size) await keepFiles(files.unkept); // before the service worker begins, and after the forms have come
  post({ ready: true });
  mark("built");
  const memory = /** @type {Bytes} */ (python.makeMemorySnapshot());
  keep(lang, memory, call("good_until")).then((done) => done && mark("kept"));
}

/**
 * The files that a memory comes without: a module may still be imported from them.
 * @param {Python} python @param {Files} files
 */
async function complete(python, files) {
  const [libraries, ...own] = await Promise.all([LIBRARIES, ...OWN].map((name) => bytesOf(files.open(name))));
  python.FS.writeFile(PLACE, libraries);
  for (const pack of own) unpack(python, FOLDER, pack);
}
