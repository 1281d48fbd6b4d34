import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { relativeTime } from "../../output/time.ts";
import { projectId } from "../projects.ts";

export function addList(secrets: Command, run: Run): void {
  secrets
    .command("list <project>")
    .description("list the secret groups of a project, without values")
    .addHelpText("after", examples(["keywright secrets list web-shop"]))
    .action(
      run(async (cli, _options: object, project: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, projectId: await projectId(connection, project) };
        await cli.out.list(
          await Array.fromAsync(connection.api.listSecretGroups.rows({ params })),
          [
            { head: "GROUP", cell: ({ id }) => id, style: () => "bold" },
            { head: "NAME", cell: ({ name }) => name },
            { head: "TYPE", cell: ({ type }) => type },
            { head: "ENVIRONMENT", cell: ({ environment }) => environment ?? "all" },
            { head: "PRIORITY", cell: ({ priority }) => priority, align: "right" },
            { head: "EDITED", cell: ({ updatedAt }) => relativeTime(updatedAt) },
          ],
          `No secret groups yet: keywright secrets create ${params.projectId} --name <name>`,
        );
      }),
    );
}
