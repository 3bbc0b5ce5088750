// A certified OpenID Connect provider on a loopback port: the peer that social login is tested
// against. Arguments: port, client id, client secret, then the addresses that browsers may be led
// back to. Whoever logs in is who he says; that is all that a test needs.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const tools = path.join(process.env.HANDBOOK_TOOLS, "node_modules", "x.js");
const require = createRequire(tools);
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

const [port, client_id, client_secret, ...redirect_uris] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id,
      client_secret,
      redirect_uris,
      grant_types: ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: { openid: ["sub"] },
  pkce: { required: () => true, methods: ["S256"] },
});
provider.listen(Number(port), "127.0.0.1");
