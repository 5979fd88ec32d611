// The files that Python is made of: fetched as they travel, unpacked here, so that no host has to know how.

const PACK = ".pack";
export const WASM = "pyodide.asm.wasm";

/** Where a file is: beside the scripts. @param {string} name */
export const at = (name) => new URL(name, import.meta.url).href;

/** @param {Response | Promise<Response>} answer */
export const bytesOf = async (answer) => new Uint8Array(await (await answer).arrayBuffer());

/** Fetches files by their bare name; `sizes` has the bytes that travel by full name, `tell` hears how many have come. */
export class Files {
  /** @param {Sizes} sizes @param {TellLoaded} tell */
  constructor(sizes, tell) {
    this.names = new Map(Object.keys(sizes).map((name) => [name.replace(PACK, ""), name]));
    const all = Object.values(sizes).reduce((sum, size) => sum + size);
    let loaded = 0;
    this.count = (size = 0) => {
      loaded += size;
      tell(loaded, all);
    };
    this.ask = self.fetch.bind(self);
    /** What the host forbids a browser to keep, by its address. @type {Unkept} */
    this.unkept = new Map();
  }

  /** @param {string} bare */
  async open(bare) {
    const name = this.names.get(bare) ?? bare;
    const answer = await this.ask(at(name));
    if (!answer.ok || !answer.body) throw new Error(`${name}: ${answer.status}`);
    /** @type {Bytes[]} */
    const pieces = [];
    const forbidden = answer.headers.get("Cache-Control")?.includes("no-store");
    const counted = answer.body.pipeThrough(new TransformStream({
      /** @type {TransformerTransformCallback<Bytes, Bytes>} */
      transform: (piece, control) => {
        this.count(piece.byteLength);
        if (forbidden) pieces.push(piece);
        control.enqueue(piece);
      },
      flush: () => { if (forbidden) this.unkept.set(at(name), pieces); },
    }));
    const body = name.endsWith(PACK) ? counted.pipeThrough(new DecompressionStream("gzip")) : counted;
    const type = bare === WASM ? "application/wasm" : "application/octet-stream";
    return new Response(body, { headers: { "Content-Type": type } });
  }
}

/**
 * Write files that were put one after the other, behind their names and sizes, below a folder of Python's.
 * @type {Unpack}
 */
export function unpack(python, folder, pack) {
  const size = new DataView(pack.buffer).getUint32(0, true);
  let from = 4 + size;
  for (const [name, length] of JSON.parse(new TextDecoder().decode(pack.subarray(4, from)))) {
    const path = `${folder}/${name}`;
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    python.FS.writeFile(path, pack.subarray(from, from + length));
    from += length;
  }
}
