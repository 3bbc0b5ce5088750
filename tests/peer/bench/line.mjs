// How a peer's process speaks with the bench: a line of JSON a command on standard input, a line of
// JSON an answer on standard output. A command is {"do": NAME, …}; its handler's value is the answer.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

// Standard output belongs to the answers.
for (const name of ["log", "info", "warn", "error"]) console[name] = () => {};

/**
 * Answers commands one after the other until the input ends; then `handlers.stop`, if there is one.
 * "ready" is answered by all: what they import is loaded then.
 */
export async function answer(handlers) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { do: name, ...args } = JSON.parse(line);
    let said;
    try {
      said = (name === "ready" ? {} : await handlers[name](args)) ?? {};
    } catch (error) {
      said = { error: `${name}: ${error?.stack ?? error}` };
    }
    process.stdout.write(JSON.stringify(said) + "\n");
  }
  await handlers.stop?.();
  process.exit(0);
}

/** The records of a file, a line of JSON each: [{id, fields}]. */
export async function readRows(path) {
  const rows = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    rows.push(JSON.parse(line));
  }
  return rows;
}

/** Milliseconds that `work` takes. */
export async function clocked(work) {
  const started = performance.now();
  await work();
  return { ms: performance.now() - started };
}

/**
 * Waits for a text that comes live. What is asked for and what comes cross each other: it may be here
 * already when it is asked for.
 */
export function watch() {
  let last, wanted, ready;
  return {
    see(text) {
      last = text;
      if (text === wanted) ready();
    },
    wait: ({ text }) =>
      new Promise((done) => {
        [wanted, ready] = [text, done];
        if (last === text) done();
      }),
  };
}

/** Pieces of a list, so that a request stays small. */
export function* pieces(list, size) {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

/** Rows and a hash over all that is in them, as the bench computes it (data.rs). */
export function content(rows) {
  const hash = createHash("sha256");
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id, fields } of rows) hash.update(`${id}\n${canonical(fields)}\n`);
  return { rows: rows.length, hash: hash.digest("hex") };
}

function canonical(value) {
  if (typeof value === "number") return String(Math.round(value * 1e6));
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}
