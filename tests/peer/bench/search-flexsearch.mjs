// FlexSearch, its full tokenizer: every part of a word. Its hits aren't ranked across fields.
import FlexSearch from "flexsearch";

const { Charset, Document } = FlexSearch;
const fields = ["name", "choseong", "representative", "mobile", "branch", "products"];

let index;
export const library = {
  build(rows) {
    index = new Document({
      encoder: Charset.Exact,
      tokenize: "full",
      document: { id: "id", index: fields.map((field) => ({ field, tokenize: "full", encoder: Charset.Exact })) },
    });
    for (const row of rows) index.add(row);
  },
  search: (text, limit) => index.search(text, { limit }).flatMap(({ result }) => result).slice(0, limit),
  update: (rows) => rows.forEach((row) => index.update(row)),
};
