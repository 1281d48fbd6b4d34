import type { Client } from "@keywright/sdk";
import { duration } from "../layout.ts";
import { promisedEqual } from "../promised.ts";
import type { Stage } from "../stage.ts";
import type { Caller } from "./call.ts";
import { DELETE, READ, ROLE } from "./cast.ts";
import { confirmed, promisedByAll, WAIT } from "./confirmation.ts";

export async function editRole(stage: Stage, operator: Client, caller: Caller): Promise<void> {
  stage.chapter("Edit", "the role changes while its token is in use; the token stays as it is");
  await stage.allowed({
    says: `Gave role ${ROLE} Services > Delete`,
    run: () =>
      operator.patchRole(
        { params: { roleId: ROLE }, body: { permissions: { projectScope: [READ, DELETE] } } },
        WAIT,
      ),
    check: ({ permissions, propagation }) => {
      promisedEqual("The role holds both permissions.", permissions.projectScope, [READ, DELETE]);
      promisedByAll(propagation);
    },
    adds: confirmed,
  });
  await stage.allowed({
    says: "The call that was refused is allowed now",
    run: () => caller.remove(),
    check: ({ status }) => promisedEqual("The API lets it through.", status, 200),
    notes: (_answer, { afterMs }) => [
      `Allowed ${duration(afterMs)} after the edit was answered, same token; the API asked nobody.`,
    ],
  });
}
