// RxDB 17 in memory (not durable, not encrypted) with its own replication protocol over HTTP: pull by
// checkpoint, gzip, server-sent events. The server is as little as the protocol needs: a log in memory.
// Its free durable store in Node.js, SQLite, takes 500 documents at most.
import http from "node:http";
import { gzip } from "node:zlib";
import { createRxDatabase } from "rxdb/plugins/core";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { getRxStorageMemory } from "rxdb/plugins/storage-memory";
import { Subject } from "rxjs";
import { answer, clocked, content, readRows, watch } from "./line.mjs";

// --- Server: documents by id, and a log of ids in the order of their last change.
const documents = new Map();
const log = [];
const listeners = new Set();

function put(document) {
  log.push(document.id);
  const stored = { ...document, seq: log.length };
  documents.set(document.id, stored);
  return stored;
}

function after(seq, limit) {
  const found = [];
  let checkpoint = { seq };
  for (let at = seq; at < log.length && found.length < limit; at += 1) {
    const document = documents.get(log[at]);
    if (document.seq !== at + 1) continue;
    found.push(document);
    checkpoint = { seq: at + 1 };
  }
  return { documents: found, checkpoint };
}

function tell(stored) {
  const event = JSON.stringify({ documents: stored, checkpoint: { seq: log.length } });
  for (const response of listeners) response.write(`data: ${event}\n\n`);
}

async function handle(request, response) {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/stream") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": here\n\n");
    listeners.add(response);
    request.on("close", () => listeners.delete(response));
    return;
  }
  if (url.pathname === "/push") {
    let body = "";
    for await (const chunk of request) body += chunk;
    tell(JSON.parse(body).map(put));
    response.end("[]");
    return;
  }
  const body = JSON.stringify(
    after(Number(url.searchParams.get("seq")), Number(url.searchParams.get("limit"))),
  );
  gzip(body, (_, packed) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(packed);
  });
}

const server = {
  async start({ port, rows }) {
    for (const { id, fields } of await readRows(rows)) put({ id, ...fields, _deleted: false });
    const listener = http.createServer(handle);
    await new Promise((done) => listener.listen(port, "127.0.0.1", done));
    return { pid: process.pid };
  },
  async change({ rows }) {
    tell((await readRows(rows)).map(({ id, fields }) => put({ id, ...fields, _deleted: false })));
  },
};

// --- Client
const text = { type: "string" };
const phone = { type: "object", properties: { number: text } };
const texts = { type: "array", items: text };
const schema = {
  version: 0,
  primaryKey: "id",
  type: "object",
  properties: {
    id: { type: "string", maxLength: 32 },
    seq: { type: "number" },
    number: text,
    name: text,
    representatives: texts,
    phone,
    fax: phone,
    mobile: phone,
    email: text,
    homepage: text,
    postal_code: text,
    address: text,
    position: {
      type: "object",
      properties: { lat: { type: "number" }, lng: { type: "number" }, precision: text },
    },
    branch: text,
    products: texts,
    certificates: { type: "array", items: { type: "object", properties: { name: text } } },
    joined: text,
    status: text,
  },
  required: ["id"],
};

const note = watch();
let base, collection;
function replicate(live) {
  const stream = new Subject();
  const state = replicateRxCollection({
    collection,
    replicationIdentifier: "bench",
    live,
    pull: {
      batchSize: 5000,
      async handler(checkpoint, limit) {
        const reply = await fetch(`${base}/pull?seq=${checkpoint?.seq ?? 0}&limit=${limit}`);
        return reply.json();
      },
      stream$: live ? stream.asObservable() : undefined,
    },
  });
  return { state, stream };
}

async function once() {
  const { state } = replicate(false);
  await state.awaitInitialReplication();
  await state.cancel();
}

async function hear(stream) {
  const { body } = await fetch(`${base}/stream`);
  let open;
  const opened = new Promise((done) => (open = done));
  (async () => {
    let rest = "";
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      open();
      const events = (rest + chunk).split("\n\n");
      rest = events.pop();
      for (const event of events) {
        if (event.startsWith("data: ")) stream.next(JSON.parse(event.slice(6)));
      }
    }
  })();
  await opened;
}

const client = {
  first: ({ url }) =>
    clocked(async () => {
      base = url;
      const database = await createRxDatabase({ name: "bench", storage: getRxStorageMemory() });
      ({ member: collection } = await database.addCollections({ member: { schema } }));
      await once();
      if ((await collection.count().exec()) === 0) throw new Error("nothing has come");
    }),
  sync: () => clocked(once),
  async content() {
    const rows = [];
    for (const document of await collection.find().exec()) {
      const { id, seq, ...fields } = document.toMutableJSON();
      if (id !== "note") rows.push({ id, fields });
    }
    return content(rows);
  },
  async live() {
    collection.$.subscribe(({ documentData }) => note.see(documentData.name));
    const { state, stream } = replicate(true);
    await state.awaitInitialReplication();
    await hear(stream);
  },
  wait: note.wait,
};

const writer = {
  open({ url }) {
    base = url;
  },
  async write({ text: name }) {
    const body = JSON.stringify([{ id: "note", name, _deleted: false }]);
    await (await fetch(`${base}/push`, { method: "POST", body })).text();
  },
};

await answer({ server, client, writer }[process.argv[2]]);
