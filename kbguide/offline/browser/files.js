// The files that Python is made of: fetched as they travel, unpacked here, so that no host has to know how.

const PACK = ".pack";
const WASM = "pyodide.asm.wasm";

/** Where a file is: beside the scripts. */
export const at = (name) => new URL(name, import.meta.url).href;

/** @param {Response | Promise<Response>} answer */
export const bytesOf = async (answer) => new Uint8Array(await (await answer).arrayBuffer());

/** Fetches files by their bare name; `sizes` has the bytes that travel by full name, `tell` hears how many have come. */
export class Files {
  constructor(sizes, tell) {
    this.names = new Map(Object.keys(sizes).map((name) => [name.replace(PACK, ""), name]));
    const all = Object.values(sizes).reduce((sum, size) => sum + size);
    let loaded = 0;
    this.count = (piece, control) => {
      loaded += piece.byteLength;
      tell(loaded, all);
      control.enqueue(piece);
    };
    this.ask = self.fetch.bind(self);
  }

  async open(bare) {
    const name = this.names.get(bare);
    const answer = await this.ask(at(name));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    const counted = answer.body.pipeThrough(new TransformStream({ transform: this.count }));
    const body = name.endsWith(PACK) ? counted.pipeThrough(new DecompressionStream("gzip")) : counted;
    const type = bare === WASM ? "application/wasm" : "application/octet-stream";
    return new Response(body, { headers: { "Content-Type": type } });
  }
}

/** Write files that were put one after the other, behind their names and sizes, below a folder of Python's. */
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
