// es-hangul: first consonants worked out beforehand, then includes() over every row until there are
// enough; unranked.
let all = [];
const places = new Map();

function found(row, text) {
  return (
    row.name.includes(text) ||
    row.choseong.includes(text) ||
    row.representative.includes(text) ||
    row.mobile.includes(text) ||
    row.branch.includes(text) ||
    row.products.includes(text)
  );
}

export const library = {
  build(rows) {
    all = rows;
    rows.forEach((row, at) => places.set(row.id, at));
  },
  search(text, limit) {
    const ids = [];
    for (const row of all) {
      if (!found(row, text)) continue;
      ids.push(row.id);
      if (ids.length === limit) break;
    }
    return ids;
  },
  update: (rows) => rows.forEach((row) => (all[places.get(row.id)] = row)),
};
