import type { Client } from "@keywright/sdk";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promised } from "../promised.ts";
import { type ProtectedApi, VERIFIER } from "../protected-api.ts";
import type { Stage } from "../stage.ts";

export async function protect(
  stage: Stage,
  operator: Client,
  api: ProtectedApi,
  folder: string,
): Promise<void> {
  stage.chapter("Protect", "an API of a platform, in a process of its own, with a verifier inside");
  const credentialFile = join(folder, "verifier.token");
  const token = await stage.allowed({
    says: "Issued its verifier a token that may verify, and nothing else",
    run: async () => {
      const permissions = { orgScope: ["org:admin:verification:verify"] };
      const { id: roleId } = await operator.createOrgRole({ body: { name: "verifier", permissions } });
      return (await operator.issueOrgToken({ body: { name: "web-api", roleId } })).token;
    },
  });
  await writeFile(credentialFile, token, { mode: 0o600 });
  stage.remark("Started node examples/express/server.ts");
  await api.start(stage.url, credentialFile);
  await stage.allowed({
    says: "It is connected, and knows all that Keywright knows",
    run: async () => {
      const { verifiers } = await operator.listVerifiers();
      return verifiers.find(({ name }) => name === VERIFIER);
    },
    check: (verifier) => promised("The verifier is connected, and not behind.", verifier?.lag === 0),
    adds: (verifier) => `revision ${verifier?.revision}`,
  });
}
