// Of Node, what the builder's scripts use: its own types would be one more package.
declare module "node:fs" {
  export function existsSync(path: string): boolean;
  export function readdirSync(path: string): string[];
  export function readFileSync(path: string, encoding: "utf8"): string;
  export function writeFileSync(path: string, content: string): void;
  export function copyFileSync(from: string, to: string): void;
}
declare module "node:path" {
  export function dirname(path: string): string;
  export function join(...parts: string[]): string;
}
declare module "node:module" {
  export function createRequire(from: string): { resolve(name: string): string };
}
declare const process: { argv: string[]; version: string; exit(status: number): never };
interface ImportMeta {
  dirname?: string; // from 20.11 on
  url: string;
}

// Of a package.json, what `licences.mjs` reads.
type Person = string | { name?: string } | undefined;
interface About {
  name: string;
  version: string;
  license: string;
  author?: Person;
  repository?: { url?: string } | string;
  homepage?: string;
}
