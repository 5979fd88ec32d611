// The packed Python as the worker starts it, in Node: node walk.mjs PYODIDE PACKED SCRIPT GIVEN
// PYODIDE is npm's folder; PACKED that of the packed files; SCRIPT is run with `given`, the text of GIVEN, and prints.
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

const [pyodide, packed, script, given] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")));
const unpacked = (name) => gunzipSync(readFileSync(join(packed, `${name}.pack`)));
const folder = mkdtempSync(join(tmpdir(), "kbguide_"));
try {
  writeFileSync(join(folder, "libraries.zip"), unpacked("libraries.zip"));
  const python = await loadPyodide({ stdLibURL: join(folder, "libraries.zip") });
  for (const pack of ["guide.bin", "content.bin"].map(unpacked)) {
    let from = 4 + pack.readUInt32LE(0);
    for (const [name, length] of JSON.parse(pack.subarray(4, from).toString())) {
      const path = `/guide/${name}`;
      python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
      python.FS.writeFile(path, pack.subarray(from, from + length));
      from += length;
    }
  }
  python.globals.set("given", readFileSync(given, "utf8"));
  python.runPython(readFileSync(script, "utf8"));
} catch (why) {
  console.error(why.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
