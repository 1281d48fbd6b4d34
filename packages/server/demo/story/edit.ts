import type { Client } from "@keywright/sdk";
import { duration } from "../layout.ts";
import { promised, promisedEqual } from "../promised.ts";
import type { Stage } from "../stage.ts";
import { setRelease } from "./call.ts";
import { LIST, ROLE, UPDATE } from "./cast.ts";

export async function editRole(stage: Stage, operator: Client, client: Client): Promise<void> {
  stage.chapter("Edit", "the role changes while its token is in use; the token stays as it is");
  await stage.allowed({
    says: `Gave role ${ROLE} SecretGroups > Update`,
    run: () =>
      operator.patchRole({
        params: { roleId: ROLE },
        body: { permissions: { projectScope: [LIST, UPDATE] } },
      }),
    check: ({ permissions }) =>
      promisedEqual("The role holds both permissions.", permissions.projectScope, [LIST, UPDATE]),
    adds: ({ revision }) => `revision ${revision}`,
  });
  await stage.allowed({
    says: "The call that was refused is allowed now",
    run: () => setRelease(client),
    check: (group) => promised("Who may write, but not read, is shown no values.", !("secrets" in group)),
    notes: (_group, { afterMs }) => [
      `Allowed ${duration(afterMs)} after the edit was answered, with the same token.`,
      "The answer shows no values: the role may write, not read them.",
    ],
  });
}
