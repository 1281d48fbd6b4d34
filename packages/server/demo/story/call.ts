import { promised, promisedEqual } from "../promised.ts";
import type { ApiAnswer, Stage } from "../stage.ts";
import { OFFICE, SHOP } from "./cast.ts";

/** Somebody with a token, at the protected API. */
export interface Caller {
  list(projectId?: string): Promise<ApiAnswer>;
  remove(): Promise<ApiAnswer>;
}

export function callerOf(stage: Stage, apiUrl: string, who: string, token: string): Caller {
  const services = (projectId: string) => `${apiUrl}/projects/${projectId}/services`;
  return {
    list: (projectId = SHOP.projectId) => stage.send(who, services(projectId), { method: "GET", token }),
    remove: () => stage.send(who, `${services(SHOP.projectId)}/checkout`, { method: "DELETE", token }),
  };
}

export async function callWithToken(stage: Stage, caller: Caller, tokenId: string): Promise<void> {
  stage.chapter("Call", "the API decides every call by itself, by what the role says at that moment");
  await stage.allowed({
    says: `It lists the services of ${SHOP.projectId}, and the API knows who asks`,
    run: () => caller.list(),
    check: ({ status, body }) =>
      promisedEqual("The API answers, and names the token.", [status, body["askedBy"]], [200, tokenId]),
  });
  await stage.refused({
    says: "It may not delete one, and is told which permission that takes",
    run: () => caller.remove(),
    check: (answer) => {
      promisedRefusal(answer, 403, "permission_missing");
      promised(
        "The second line names the permission.",
        linesOf(answer)[1] === "The required permission is 'Project > Services > General > Delete'.",
      );
    },
    notes: linesOf,
  });
  await stage.refused({
    says: `${OFFICE.projectId} is outside its role`,
    run: () => caller.list(OFFICE.projectId),
    check: (answer) => promisedRefusal(answer, 403, "project_restricted"),
  });
}

export function promisedRefusal({ status, body }: ApiAnswer, expected: number, code: string): void {
  promisedEqual("It is refused, and for this reason.", [status, body["code"]], [expected, code]);
}

const linesOf = ({ body }: ApiAnswer) => String(body["detail"]).split("\n");
