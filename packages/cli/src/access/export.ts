import type { Cli } from "../cli.ts";
import type { Parts } from "./parts.ts";
import { readPresent } from "./read-present.ts";
import type { ExportOptions } from "./sections.ts";
import { teamOf } from "./team-of.ts";
import { accessText, fileFromAccess } from "./to-file.ts";

/** Writes all there is of some sections, as a file that makes it anew where it is applied. */
export async function exportAccess(cli: Cli, { section }: ExportOptions): Promise<void> {
  const connection = await cli.connect();
  const teamId = section.includes("team") ? await teamOf(connection) : undefined;
  const { access } = await readPresent(connection.api, teamId, everythingOf(section));
  await cli.out.text(accessText(access).trimEnd(), fileFromAccess(access));
}

function everythingOf(sections: ExportOptions["section"]): Parts {
  const level = { settings: true, roles: true, members: true };
  return {
    ...(sections.includes("team") && { team: { ...level, projects: "whole", trustRules: true } as const }),
    ...(sections.includes("org") && { org: level }),
    ...(sections.includes("platform") && { platform: true as const }),
  };
}
