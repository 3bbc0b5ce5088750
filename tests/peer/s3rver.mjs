// A server that speaks S3 on a loopback port: the peer that files in a bucket are tested against. A signature
// that is wrong is refused. Arguments: port, folder for the bucket's objects, name of the bucket.
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.env.HANDBOOK_TOOLS, "node_modules", "x.js"));
const S3rver = require("s3rver");

const [port, directory, bucket] = process.argv.slice(2);
const server = new S3rver({
  port: Number(port),
  address: "127.0.0.1",
  silent: true,
  directory,
  configureBuckets: [{ name: bucket, configs: [] }],
});
await server.run();
