// What Node does when the guide is built: the scripts, and Python packed by Pyodide itself.
// node build.mjs SOURCE BUILT
import { build } from "esbuild";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { loadPyodide } from "pyodide";
import { WASM } from "./files.js";
import { licences } from "./licences.mjs";

const [source, built] = process.argv.slice(2);
const here = import.meta.dirname;
if (!here) {
  console.error(`Error: Node.js 20.11 or newer is needed, and this is ${process.version}`);
  process.exit(1);
}
const of = createRequire(import.meta.url);
const pyodide = dirname(of.resolve("pyodide"));

const lock = JSON.parse(readFileSync(join(pyodide, "pyodide-lock.json"), "utf8")); // without the list of its packages
const { metafile } = await build({
  entryPoints: { alone: join(here, "alone.js"), worker: join(here, "worker.js") },
  outdir: built,
  bundle: true,
  metafile: true,
  format: "esm",
  minify: true,
  target: "es2022",
  alias: { "sanitize-html": join(here, "sanitize.js"), nouislider: join(here, "none.js") },
  loader: { ".svg": "dataurl", ".css": "empty" }, // the guide's own style sheet says how widgets look
  external: ["./pyodide.asm.js", "node:*", "ws"], // the latter are for Node alone
  define: { "process.env.NODE_ENV": '"production"', global: "globalThis", LOCK: JSON.stringify(JSON.stringify({ ...lock, packages: {} })) },
  logLevel: "warning",
});
copyFileSync(join(pyodide, "pyodide.asm.mjs"), join(built, "pyodide.asm.js")); // not every host knows what .mjs is
const python = await loadPyodide();
for (const [place, folder] of [["/source", source], ["/built", built]]) {
  python.FS.mkdir(place);
  python.mountNodeFS(place, folder);
}
try {
  python.runPython(readFileSync(join(here, "pack.py"), "utf8"));
} catch (why) { // else Node would show the whole of pyodide.asm.mjs, which is one line
  console.error(`Error: ${why instanceof Error ? why.message : why}`);
  process.exit(1);
}
copyFileSync(join(pyodide, WASM), join(built, WASM));
const copyright = python.runPython("import sys; f'{sys.version}\\n{sys.copyright}'");
const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs).filter((name) => inputs[name].bytesInOutput));
writeFileSync(join(built, "licences.txt"), licences(bundled, join(source, "licences"), copyright));
