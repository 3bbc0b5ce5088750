// TinyBase 10: mergeable stores in memory (not durable, not encrypted) on both sides, its own
// synchronizer over WebSocket. Its messages end at 16 MB, so the records lie in stores of 10,000. A row
// is one cell of JSON, the least that it can be asked to keep stamps for.
import { createMergeableStore } from "tinybase";
import { createCustomPersister } from "tinybase/persisters";
import { createWsSynchronizer } from "tinybase/synchronizers/synchronizer-ws-client";
import { createWsServer } from "tinybase/synchronizers/synchronizer-ws-server";
import { WebSocket, WebSocketServer } from "ws";
import { answer, clocked, content, pieces, readRows, watch } from "./line.mjs";

const SHARD = 10_000;
/** Seconds that a request may take. The server asks whoever comes first and waits so long in vain. */
const [OURS, SERVERS] = [120, 5];
const perMessageDeflate = { threshold: 1024 };
const MERGEABLE_STORE_ONLY = 2;

const put = (store, rows) =>
  store.transaction(() => {
    for (const { id, fields } of rows) store.setCell("member", id, "json", JSON.stringify(fields));
  });

async function connect(url, path) {
  const store = createMergeableStore();
  const socket = new WebSocket(`${url.replace("http", "ws")}/${path}`, { perMessageDeflate });
  return { store, line: await createWsSynchronizer(store, socket, OURS) };
}

const stores = new Map();
const server = {
  async start({ port, rows }) {
    let shard = 0;
    for (const piece of pieces(await readRows(rows), SHARD)) {
      const store = createMergeableStore();
      put(store, piece);
      stores.set(`member${shard++}`, store);
    }
    stores.set("note", createMergeableStore());
    const nothing = async () => undefined;
    const persister = (path) =>
      createCustomPersister(
        stores.get(path), nothing, nothing, nothing, nothing, undefined, MERGEABLE_STORE_ONLY,
      );
    const sockets = new WebSocketServer({ port, host: "127.0.0.1", perMessageDeflate });
    createWsServer(sockets, persister, undefined, SERVERS);
    // A store's own synchronizer starts with its first client and lives as long as there is one.
    const first = async (path) => (await connect(`http://127.0.0.1:${port}`, path)).line.load();
    await Promise.all([...stores.keys()].map(first));
    return { pid: process.pid };
  },
  async change({ rows }) {
    put(stores.get("member0"), await readRows(rows));
  },
};

const note = watch();
let address, shards;
const load = () => Promise.all(shards.map(({ line }) => line.load()));
const client = {
  first: ({ url, records }) =>
    clocked(async () => {
      address = url;
      const paths = Array.from({ length: Math.ceil(records / SHARD) }, (_, at) => `member${at}`);
      shards = await Promise.all(paths.map((path) => connect(address, path)));
      await load();
      if (shards.some(({ store }) => store.getRowCount("member") === 0)) throw new Error("nothing has come");
    }),
  sync: () => clocked(load),
  content() {
    const rows = [];
    for (const { store } of shards) {
      store.forEachRow("member", (id) =>
        rows.push({ id, fields: JSON.parse(store.getCell("member", id, "json")) }),
      );
    }
    return content(rows);
  },
  async live() {
    const { store, line } = await connect(address, "note");
    await line.startSync();
    store.addCellListener("note", "note", "text", (_s, _t, _r, _c, text) => note.see(text));
  },
  wait: note.wait,
};

let written;
const writer = {
  async open({ url }) {
    const { store, line } = await connect(url, "note");
    await line.startSync();
    written = store;
  },
  write({ text }) {
    written.setCell("note", "note", "text", text);
  },
};

await answer({ server, client, writer }[process.argv[2]]);
