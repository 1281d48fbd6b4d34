import { api, PERSONAL_TOKENS_MAX } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import { principalOf } from "../../http/gate.ts";
import { Refusal } from "../../refusal.ts";
import { findTokensAnywhere } from "../../tokens/find.ts";
import { issueAlike } from "../../tokens/issue-alike.ts";
import type { Mint } from "../../tokens/mint.ts";
import { listPersonalTokens } from "../../tokens/personal.ts";
import { writeAs } from "../write.ts";
import { isTokenId, presentedToken } from "./credentials.ts";
import type { NewPersonalToken } from "./messages.ts";
import { enter, NO_TOKEN_ID } from "./place.ts";
import { readLiving, type TokensDeps } from "./reading.ts";
import { showPersonal } from "./show.ts";

export interface PersonalTokensDeps extends TokensDeps {
  readonly mint: Mint;
}

/** The operations on the tokens of the person to whom the token that asks belongs. */
export function personalTokensBy(deps: PersonalTokensDeps, request: FastifyRequest) {
  const { authority, mint, tokens } = deps;
  const db = deps.database.kysely;

  /** Where the caller's own token lives, there its person's next one will. */
  async function admitToIssue() {
    const { teamId } = await principalOf(authority, request, presentedToken(request));
    return enter(deps, request, teamId === null ? api.issueOrgToken : api.issueToken, {});
  }

  /** One of theirs, and its own path; for any other, the path of one that is not there. */
  async function findOwn(id: string) {
    const { orgId, ...caller } = await principalOf(authority, request, presentedToken(request));
    const rows = await findTokensAnywhere(db, orgId, [id, caller.tokenId]);
    const person = rows.find((row) => row.id === caller.tokenId)?.member_id ?? null;
    const own = rows.find((row) => row.id === id && person !== null && row.member_id === person);
    const teamId = own ? own.team_id : caller.teamId;
    const team = teamId === null ? undefined : authority.state.orgs.byId(orgId)?.teams.byId(teamId);
    const params = { tokenId: own?.id ?? NO_TOKEN_ID, ...(team && { teamId: team.slug }) };
    const route = team ? api.revokeToken : api.revokeOrgToken;
    return { own, admit: () => enter(deps, request, route, params) };
  }

  return {
    async all() {
      const viewer = await enter(deps, request, api.listMyTokens, {});
      const query = { ...api.listMyTokens.query.parse({}), per_page: PERSONAL_TOKENS_MAX };
      const { rows } = await listPersonalTokens(db, viewer, query);
      return rows.filter(({ derivedFrom }) => derivedFrom === undefined).map(showPersonal);
    },

    create: ({ description, expiresAt }: NewPersonalToken) =>
      writeAs(deps, admitToIssue, async (work, at) => {
        const issuing = issueAlike(work, mint, at.caller, { ...at, name: description, expiresAt });
        const { token, key } = await inTheirWords(issuing);
        const shown = await tokens.get(work.tx, at, { tokenId: token.id });
        return { ...showPersonal(shown), secret: key.value };
      }),

    /** What is not theirs is nothing to them. */
    async remove(id: string) {
      if (!isTokenId(id))
        throw new Refusal("bad_request", { detail: "The `/params/id` property must be the id of a token." });
      const { own, admit } = await findOwn(id);
      const at = await admit();
      if (!own || !(await readLiving(deps, at, id))) return;
      await writeAs(deps, admit, (work, asAdmitted) =>
        tokens.revoke(work, asAdmitted, id, { includeIssued: false }),
      );
    },
  };
}

async function inTheirWords<T>(issuing: Promise<T>): Promise<T> {
  try {
    return await issuing;
  } catch (error) {
    if (!(error instanceof Refusal && error.code === "slug_taken")) throw error;
    throw new Refusal("slug_taken", { detail: "PAT description already exists." });
  }
}
