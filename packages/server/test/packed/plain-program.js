import { createClient } from "@keywright/sdk";
import { createVerifier } from "@keywright/verifier";
import { createGuard } from "@keywright/verifier/node-http";

const { URL_OF_SERVER: url, TOKEN: token } = process.env;

const { principal } = await createClient({ url, token }).getMe();

const verifier = createVerifier({ url, credential: token });
createGuard(verifier);
await verifier.start();
const { allowed } = await verifier.verify(token, {
  permission: "team:admin:api-tokens:create",
  team: "acme",
});
const { reason } = await verifier.verify("no token", {
  permission: "team:admin:api-tokens:create",
  team: "acme",
});
await verifier.close();

console.log(JSON.stringify({ org: principal.org, allowed, refusedFor: reason }));
