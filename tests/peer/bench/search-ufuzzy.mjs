// uFuzzy in its Unicode form over a line a row; it ranks where there are fewer than a thousand hits.
import uFuzzy from "@leeoniya/ufuzzy";

const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: "\\p{Ll}\\p{Lu}",
  intraBound: "\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}",
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
});
const line = (row) =>
  [row.name, row.choseong, row.representative, row.mobile, row.branch, row.products].join(" ");

let ids = [];
let lines = [];
const places = new Map();
export const library = {
  build(rows) {
    ids = rows.map(({ id }) => id);
    lines = rows.map(line);
    ids.forEach((id, at) => places.set(id, at));
  },
  search(text, limit) {
    const [hits, , order] = fuzzy.search(lines, text, 0, 1000);
    const ranked = order ? order.map((at) => hits[at]) : (hits ?? []);
    return ranked.slice(0, limit).map((at) => ids[at]);
  },
  update: (rows) => rows.forEach((row) => (lines[places.get(row.id)] = line(row))),
};
