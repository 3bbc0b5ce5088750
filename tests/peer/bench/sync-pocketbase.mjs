// PocketBase: SQLite on the server, not encrypted; its clients keep nothing, so the records go into a
// map in memory here. The list API read page by page, live changes by its server-sent events. Its
// answers aren't compressed.
import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { answer, clocked, content, pieces, readRows, watch } from "./line.mjs";

const PAGE = 1000;
const TEXTS = ["number", "name", "email", "homepage", "postal_code", "address", "branch", "joined", "status"];
const OBJECTS = ["representatives", "phone", "fax", "mobile", "position", "products", "certificates"];
const ID = { name: "id", type: "text", primaryKey: true, required: true, system: true };

let base;
let token = "";
async function call(method, route, body) {
  const reply = await fetch(`${base}${route}`, {
    method,
    headers: { "content-type": "application/json", ...(token && { authorization: token }) },
    body: body && JSON.stringify(body),
  });
  const said = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${route}: ${reply.status} ${said.slice(0, 500)}`);
  return said && JSON.parse(said);
}

// --- Server
let program;
const inBatch = async (method, rows) => {
  for (const piece of pieces(rows, PAGE)) {
    const requests = piece.map(({ id, fields }) => ({
      method,
      url: `/api/collections/member/records${method === "POST" ? "" : `/${id}`}`,
      body: { id, ...fields },
    }));
    await call("POST", "/api/batch", { requests });
  }
};

const server = {
  async start({ port, dir, rows }) {
    const binary = path.join(process.env.HANDBOOK_BENCH_TOOLS, "pocketbase", "bin", "pocketbase");
    const staff = { identity: "staff@bench.example", password: "bench-2026-bench" };
    const made = spawnSync(binary, ["superuser", "upsert", staff.identity, staff.password, "--dir", dir]);
    if (made.status !== 0) throw new Error(`${binary}: ${made.error ?? made.stderr}`);
    program = spawn(binary, ["serve", "--http", `127.0.0.1:${port}`, "--dir", dir], { stdio: "ignore" });
    base = `http://127.0.0.1:${port}`;
    for (;;) {
      if (await fetch(`${base}/api/health`).then((reply) => reply.ok, () => false)) break;
      if (program.exitCode !== null) throw new Error("PocketBase has ended");
      await new Promise((done) => setTimeout(done, 20));
    }
    ({ token } = await call("POST", "/api/collections/_superusers/auth-with-password", staff));
    await call("PATCH", "/api/settings", {
      batch: { enabled: true, maxRequests: PAGE, timeout: 60, maxBodySize: 64 << 20 },
      logs: { maxDays: 0 },
    });
    const open = { type: "base", listRule: "", viewRule: "", updateRule: "" };
    const updated = { name: "updated", type: "autodate", onCreate: true, onUpdate: true };
    const id = { ...ID, min: 1, max: 32, pattern: "^[a-z0-9]+$" };
    await call("POST", "/api/collections", {
      ...open,
      name: "member",
      fields: [
        id,
        ...TEXTS.map((name) => ({ name, type: "text" })),
        ...OBJECTS.map((name) => ({ name, type: "json" })),
        updated,
      ],
      indexes: ["CREATE INDEX member_updated ON member (updated, id)"],
    });
    await call("POST", "/api/collections", { ...open, name: "note", fields: [id, { name: "text", type: "text" }] });
    await inBatch("POST", await readRows(rows));
    await call("POST", "/api/collections/note/records", { id: "note", text: "" });
    return { pid: program.pid };
  },
  async change({ rows }) {
    await inBatch("PATCH", await readRows(rows));
  },
  stop() {
    program?.kill("SIGKILL");
  },
};

// --- Client
const cache = new Map();
let newest = "";
async function read(filterAfter, sort) {
  let last = null;
  for (;;) {
    const query = new URLSearchParams({ perPage: String(PAGE), skipTotal: "1", sort });
    const filter = filterAfter(last);
    if (filter) query.set("filter", filter);
    const { items } = await call("GET", `/api/collections/member/records?${query}`);
    for (const item of items) {
      cache.set(item.id, item);
      if (item.updated > newest) newest = item.updated;
    }
    if (items.length < PAGE) return;
    last = items[items.length - 1];
  }
}

const note = watch();
const client = {
  first: ({ url }) =>
    clocked(async () => {
      base = url;
      await read((last) => last && `id > "${last.id}"`, "id");
      if (cache.size === 0) throw new Error("nothing has come");
    }),
  sync: () =>
    clocked(async () => {
      const since = newest;
      await read(
        (last) => (last ? `updated > "${since}" && id > "${last.id}"` : `updated > "${since}"`),
        "id",
      );
    }),
  content() {
    const names = [...TEXTS, ...OBJECTS];
    const pick = (item) => Object.fromEntries(names.map((name) => [name, item[name]]));
    return content([...cache.values()].map((item) => ({ id: item.id, fields: pick(item) })));
  },
  async live() {
    const { body } = await fetch(`${base}/api/realtime`);
    let open;
    const opened = new Promise((done) => (open = done));
    (async () => {
      let rest = "";
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        const events = (rest + chunk).split("\n\n");
        rest = events.pop();
        for (const event of events) {
          const data = event.split("\n").find((line) => line.startsWith("data:"));
          const said = JSON.parse(data.slice(5));
          if (said.clientId) open(said.clientId);
          else note.see(said.record.text);
        }
      }
    })();
    await call("POST", "/api/realtime", { clientId: await opened, subscriptions: ["note/*"] });
  },
  wait: note.wait,
};

const writer = {
  open({ url }) {
    base = url;
  },
  write: async ({ text }) => {
    await call("PATCH", "/api/collections/note/records/note", { text });
  },
};

await answer({ server, client, writer }[process.argv[2]]);
