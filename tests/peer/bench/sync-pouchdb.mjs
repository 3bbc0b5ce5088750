// PouchDB 9 on both sides, over express-pouchdb: LevelDB files, durable, not encrypted.
// Express must be 4: 5 breaks _changes.
import express from "express";
import expressPouch from "express-pouchdb";
import PouchDB from "pouchdb";
import { answer, clocked, content, pieces, readRows, watch } from "./line.mjs";

const replication = { batch_size: 1000, batches_limit: 10, return_docs: false };
const documents = (rows) => rows.map(({ id, fields }) => ({ _id: id, ...fields }));

let store;
const server = {
  async start({ port, dir, rows }) {
    const Rooted = PouchDB.defaults({ prefix: `${dir}/` });
    const app = express();
    app.use(expressPouch(Rooted, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: `${dir}/log` }));
    store = new Rooted("member");
    for (const piece of pieces(documents(await readRows(rows)), 5000)) await store.bulkDocs(piece);
    await new Rooted("note").put({ _id: "note", text: "" });
    await new Promise((done) => app.listen(port, "127.0.0.1", done));
    return { pid: process.pid };
  },
  async change({ rows }) {
    const changed = documents(await readRows(rows));
    const present = await store.allDocs({ keys: changed.map((row) => row._id) });
    await store.bulkDocs(changed.map((row, at) => ({ ...row, _rev: present.rows[at].value.rev })));
  },
};

const note = watch();
let cache, notes, remote;
const client = {
  first: ({ url, dir }) =>
    clocked(async () => {
      remote = url;
      cache = new PouchDB(`${dir}/member`);
      await PouchDB.replicate(`${remote}/member`, cache, replication);
      if ((await cache.info()).doc_count === 0) throw new Error("nothing has come");
    }),
  sync: () => clocked(() => PouchDB.replicate(`${remote}/member`, cache, replication)),
  async content() {
    const { rows } = await cache.allDocs({ include_docs: true });
    return content(rows.map(({ doc: { _id, _rev, ...fields } }) => ({ id: _id, fields })));
  },
  async live({ dir }) {
    notes = new PouchDB(`${dir}/note`);
    await PouchDB.replicate(`${remote}/note`, notes);
    notes
      .changes({ live: true, since: "now", include_docs: true })
      .on("change", ({ doc }) => note.see(doc.text));
    PouchDB.replicate(`${remote}/note`, notes, { live: true });
  },
  wait: note.wait,
};

let revision, target;
const writer = {
  async open({ url }) {
    target = new PouchDB(`${url}/note`);
    revision = (await target.get("note"))._rev;
  },
  async write({ text }) {
    revision = (await target.put({ _id: "note", _rev: revision, text })).rev;
  },
};

await answer({ server, client, writer }[process.argv[2]]);
