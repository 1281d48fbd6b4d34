import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import { eventPages } from "./filters.ts";

export function addGet(audit: Command, run: Run): void {
  withLevel(audit.command("get <event>"))
    .description("show one audit event whole, with before and after")
    .addHelpText("after", examples(["keywright audit get evt_01m80y…"]))
    .action(
      run(async (cli, options: LevelOption, id: string) => {
        const { value: page } = await eventPages(await cli.connect(), options, { event: id }).next();
        const event = page?.auditEvents[0];
        if (!event) throw new Failure(EXIT.notFound, `There is no audit event ${id} here.`);
        const { actor, target } = event;
        await cli.out.record(event, [
          ["Event", event.id],
          ["When", event.at],
          ["Who", `${actor.name} (${actor.type} ${actor.id})`],
          ["With key", actor.keyId],
          ["Action", event.action],
          ["Target", `${target.name} (${target.type} ${target.id})`],
          ["Team", event.teamId],
          ["Project", event.projectId],
          ["From", event.ip ?? event.origin],
          ["User agent", event.userAgent],
          ["Request", event.requestId],
          ["Revision", event.revision],
          ["Before", event.before && JSON.stringify(event.before)],
          ["After", event.after && JSON.stringify(event.after)],
        ]);
      }),
    );
}
