// A search library as a measured process: node search.mjs NAME. Each library's file gives an object with
// build(rows), search(text, limit) → ids and update(rows); a row is {id, name, choseong, representative,
// mobile, branch, products}, all text, `choseong` by es-hangul.
import { readFileSync } from "node:fs";
import { getChoseong } from "es-hangul";
import { answer, readRows } from "./line.mjs";

const { library } = await import(`./search-${process.argv[2]}.mjs`);

const flat = ({ id, fields }) => ({
  id: Number(id),
  name: fields.name,
  representative: fields.representatives.join(" "),
  mobile: fields.mobile.number,
  branch: fields.branch,
  products: fields.products.join(" "),
});
const read = async (path) => (await readRows(path)).map(flat);
const withChoseong = (rows) => rows.map((row) => ({ ...row, choseong: getChoseong(row.name) }));
const texts = (path) => JSON.parse(readFileSync(path, "utf8"));

function memory() {
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

const millions = (bytes) => bytes / 1e6;

await answer({
  /** From the rows, which are there already, to an index that answers; the rows' own memory is not counted. */
  async build({ rows }) {
    const given = await read(rows);
    const before = memory();
    const started = performance.now();
    await library.build(withChoseong(given));
    const ms = performance.now() - started;
    const after = memory();
    return { ms, heap: millions(after.heap - before.heap), rss: millions(after.rss - before.rss) };
  },
  /** Milliseconds of each text. */
  type({ file, limit }) {
    return {
      times: texts(file).map((text) => {
        const started = performance.now();
        library.search(text, limit);
        return performance.now() - started;
      }),
    };
  },
  /** Everything that is found for each text. */
  check({ file }) {
    return { found: texts(file).map((text) => [...new Set(library.search(text, 10_000_000))]) };
  },
  async update({ rows }) {
    const changed = await read(rows);
    const started = performance.now();
    await library.update(withChoseong(changed));
    return { ms: performance.now() - started };
  },
});
