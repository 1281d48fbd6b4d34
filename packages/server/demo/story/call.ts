import type { ApiError, Client } from "@keywright/sdk";
import { promised, promisedEqual } from "../promised.ts";
import { refusal, type Stage } from "../stage.ts";
import { OFFICE, SECRET_VALUE, SHOP, SHOP_GROUP } from "./cast.ts";

export async function callWithToken(stage: Stage, client: Client): Promise<void> {
  stage.chapter("Call", "every call is decided by what the role says at that moment");
  await stage.allowed({
    says: `It lists the secret groups of ${SHOP.projectId}`,
    run: () => client.listSecretGroups({ params: { projectId: SHOP.projectId } }),
    check: ({ secrets }) =>
      promisedEqual(
        "The list holds the one group.",
        secrets.map(({ id }) => id),
        [SHOP.group],
      ),
  });
  await stage.refused({
    says: "It may not change one, and is told which permission that takes",
    run: () => refusal(setRelease(client), { status: 403, code: "permission_missing" }),
    check: ({ message }) =>
      promised(
        "The second line names the permission.",
        message.split("\n")[1] === "The required permission is 'Project > Secrets > SecretGroups > Update'.",
      ),
    notes: ({ message }) => message.split("\n"),
  });
  await stage.refused({
    says: `${OFFICE.projectId} is outside its role: answered like what does not exist`,
    run: async () => ({
      outside: await notFound(client, OFFICE.projectId),
      missing: await notFound(client, "no-such"),
    }),
    check: ({ outside, missing }) =>
      promisedEqual("Both answers read the same.", readable(outside), readable(missing)),
  });
}

/** What a deployment would do: note the release beside the group's other variable. */
export function setRelease(client: Client) {
  return client.patchSecretGroup({
    params: SHOP_GROUP,
    body: { secrets: { variables: { PASSWORD: SECRET_VALUE, RELEASE: "42" } } },
  });
}

function notFound(client: Client, projectId: string): Promise<ApiError> {
  return refusal(client.listSecretGroups({ params: { projectId } }), { status: 404, code: "not_found" });
}

function readable({ status, code, message, details, wwwAuthenticate }: ApiError) {
  return { status, code, message, details, wwwAuthenticate };
}
