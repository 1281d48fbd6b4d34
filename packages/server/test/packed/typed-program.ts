import { ApiError, createClient } from "@keywright/sdk";
import { createVerifier, type VerifierVerdict } from "@keywright/verifier";
import { createGuard } from "@keywright/verifier/web";

const api = createClient({ url: "http://127.0.0.1:4600", token: "…" });

export async function issue(): Promise<string> {
  const issued = await api.issueToken({ body: { name: "deploy", roleId: "ci", lifetimeSeconds: 3600 } });
  // @ts-expect-error -- a token has no such field
  issued.secret;
  // @ts-expect-error -- it cannot be issued without a role
  await api.issueToken({ body: { name: "deploy" } });
  return issued.token;
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof ApiError ? error.code : undefined;
}

const verifier = createVerifier({ url: "http://127.0.0.1:4600", credential: "…" });
const { protect } = createGuard<"project:shop:orders:read">(verifier);

export const orders = protect(
  "project:shop:orders:read",
  { project: () => "web-shop" },
  () => new Response(),
);
// @ts-expect-error -- there is no such permission
protect("project:shop:orders:raed", {}, () => new Response());

export async function may(token: string): Promise<boolean> {
  const verdict: VerifierVerdict = await verifier.verify(token, {
    permission: "project:shop:orders:read",
    project: "web-shop",
  });
  return verdict.allowed;
}
