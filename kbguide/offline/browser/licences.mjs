// What the licences of everything that is bundled ask to travel with it, as one text.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const OWN = /^licen[cs]e|^copying|^notice/i;
const HEAD = `The guide in this folder is made of the parts below, each under its own licence. Those without a text of their own come
under the licence that is named; its words stand with another part here, or at the address spdx.org/licenses/NAME.`;
const PYODIDE = `Source and licence: https://github.com/pyodide/pyodide and https://www.mozilla.org/MPL/2.0/, under which its source
code is there for everybody. Its WebAssembly holds Python and parts of Emscripten, musl, zlib, bzip2 and libffi.`;

/** @param {Person} one */
const person = (one) => (typeof one === "string" ? one : one?.name);

/** The folders of npm's packages from which the bundler took something. @param {string[]} inputs */
function foldersOf(inputs) {
  const packages = inputs.flatMap((file) => file.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []);
  return [...new Set(packages)].sort();
}

/** @param {string} folder */
function ofPackage(folder) {
  /** @type {About} */
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { repository } = about;
  const address = (typeof repository === "string" ? repository : repository?.url) ?? about.homepage;
  const by = person(about.author) ? `, by ${person(about.author)}` : "";
  const file = readdirSync(folder).find((name) => OWN.test(name));
  const more = about.name === "pyodide" ? [PYODIDE] : [];
  return [`${about.name} ${about.version}: ${about.license}${by}`, address, ...more, ...(file ? [readFileSync(join(folder, file), "utf8")] : [])];
}

/**
 * `inputs`: the files that were bundled; `own`: a folder with the licences of what Python brings, by name.
 * @param {string[]} inputs @param {string} own @param {string} pythons
 */
export function licences(inputs, own, pythons) {
  const found = foldersOf(inputs).map(ofPackage);
  for (const name of existsSync(own) ? readdirSync(own).sort() : []) {
    found.push([name.replace(/\.txt$/, ""), readFileSync(join(own, name), "utf8")]);
  }
  found.push(["Python", pythons, "Licence: https://docs.python.org/3/license.html"]);
  return [HEAD, ...found.map((lines) => lines.flatMap((one) => one?.trim() || []).join("\n\n"))].join(`\n\n${"=".repeat(72)}\n\n`);
}
