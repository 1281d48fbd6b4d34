import type { Client } from "@keywright/sdk";
import { firstCharacters } from "../layout.ts";
import { promised, promisedEqual } from "../promised.ts";
import type { Stage } from "../stage.ts";
import { checkWithJwtLibrary } from "./jwt-library.ts";
import { type Issued, READ, ROLE, SHOP, TOKEN } from "./cast.ts";

const DAY_SECONDS = 24 * 3600;

export async function issue(stage: Stage, operator: Client): Promise<Issued> {
  stage.chapter("Grant", "a role says what, and where");
  await stage.allowed({
    says: `Made role ${ROLE}: it may read services, in ${SHOP.projectId} alone`,
    run: () =>
      operator.createRole({
        body: {
          name: ROLE,
          permissions: { projectScope: [READ] },
          restrictions: { enabled: true, projects: [SHOP.projectId] },
        },
      }),
    check: ({ restrictions }) =>
      promisedEqual("The role reaches one project.", restrictions.projects, [SHOP.projectId]),
  });

  stage.chapter("Issue", "an API token made from the role; its value is answered once");
  const issued = await stage.allowed({
    says: `Issued ${TOKEN} from role ${ROLE} for 30 days`,
    run: () =>
      operator.issueToken({ body: { name: TOKEN, roleId: ROLE, lifetimeSeconds: 30 * DAY_SECONDS } }),
    adds: ({ token }) => firstCharacters(token),
  });
  await stage.allowed({
    says: "It is a JWT that any JWT library can check",
    run: () => checkWithJwtLibrary(stage, issued.token),
    check: (claims) => {
      promised("It says which token it is.", claims.sub === issued.id);
      promised("It says nothing of permissions.", !JSON.stringify(claims).includes(READ));
    },
    notes: (claims) => [
      `It carries ${Object.keys(claims).join(", ")}: who it is, and nothing of what it may do.`,
    ],
  });
  return { tokenId: issued.id, value: issued.token };
}
