import { CLOSE } from "@keywright/verifier";
import { decide, permissionLabel } from "@keywright/policy";
import type { Authority } from "../authority/authority.ts";

/** Whether a credential may receive authority: with the platform's permission all of it, with an organization's that one's. */
export type StreamAdmission =
  | { readonly admitted: true; readonly orgId: string | null }
  | { readonly admitted: false; readonly code: number; readonly reason: string };

const PLATFORM_PERMISSION = "platform:admin:verification:verify";
const ORG_PERMISSION = "org:admin:verification:verify";

export async function admitVerifier(
  authority: Authority,
  credential: string,
  ip: string | undefined,
): Promise<StreamAdmission> {
  const verdict = await authority.authenticate(credential);
  if (!verdict.allowed) {
    const code = verdict.reason === "stale" ? CLOSE.stale : CLOSE.unauthorized;
    return { admitted: false, code, reason: `The credential is refused: ${verdict.reason}.` };
  }
  const { principal } = verdict;
  const may = (permission: string) =>
    decide(authority.state.catalogue, principal.authority, { permission, ip }).allowed;
  if (may(PLATFORM_PERMISSION)) return { admitted: true, orgId: null };
  if (may(ORG_PERMISSION)) return { admitted: true, orgId: principal.orgId };
  return {
    admitted: false,
    code: CLOSE.forbidden,
    reason: `The required permission is '${permissionLabel(ORG_PERMISSION)}'.`,
  };
}
