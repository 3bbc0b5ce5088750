// MiniSearch: every suffix of a word is a term, so that a prefix search finds what is inside.
import MiniSearch from "minisearch";

const fields = ["name", "choseong", "representative", "mobile", "branch", "products"];
function suffixes(text) {
  const terms = [];
  for (const word of text.split(/\s+/)) {
    for (let at = 0; at < word.length; at += 1) terms.push(word.slice(at));
  }
  return terms;
}

let index;
export const library = {
  build(rows) {
    index = new MiniSearch({
      fields,
      tokenize: suffixes,
      searchOptions: { tokenize: (text) => text.split(/\s+/), prefix: true, combineWith: "AND" },
    });
    index.addAll(rows);
  },
  search: (text, limit) => index.search(text).slice(0, limit).map(({ id }) => id),
  update: (rows) => rows.forEach((row) => index.replace(row)),
};
