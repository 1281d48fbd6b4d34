import type { OperationId, RouteSpec } from "@keywright/contract";
import { didYouMean } from "../access/closest.ts";
import { apiRequest } from "../api/request.ts";
import { send } from "../api/send.ts";
import { keyValues } from "../arguments/key-values.ts";
import type { AddCommand, Cli } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { examples } from "../help.ts";
import { readJson, readJsonFromPipe } from "../input.ts";

interface ApiOptions {
  readonly bodyFile?: string;
  readonly all?: true;
}

export const addApi: AddCommand = (program, run) => {
  program
    .command("api [operation] [parameters...]")
    .description("call any operation of the API; alone, list them")
    .option("--body-file <file>", "JSON to send; - for standard input")
    .option("--all", "get every page of a list")
    .addHelpText(
      "after",
      examples(
        ["keywright api"],
        ["keywright api listTokens status=expiring --all"],
        ["keywright api getRole teamId=web roleId=ci-deploy"],
        [`echo '{"name":"Web shop"}' | keywright api createProject`],
      ),
    )
    .action(
      run(async (cli, options: ApiOptions, operation?: string, parameters?: string[]) => {
        const { api } = await import("@keywright/contract");
        if (operation === undefined) return listOperations(cli, Object.values(api));
        if (!Object.hasOwn(api, operation)) throw unknownOperation(operation, Object.keys(api));
        await call(cli, api[operation as OperationId], options, parameters ?? []);
      }),
    );
};

async function call(
  cli: Cli,
  route: RouteSpec,
  { bodyFile, all }: ApiOptions,
  parameters: readonly string[],
): Promise<void> {
  const { api, inTeam } = route.permission === "public" ? await cli.connectPublicly() : await cli.connect();
  const request = apiRequest(route, keyValues(parameters), inTeam);
  const body = route.body && (bodyFile === undefined ? await readJsonFromPipe() : await readJson(bodyFile));
  await send(cli, api, route, { ...request, ...(body !== undefined && { body }) }, all === true);
}

function listOperations(cli: Cli, routes: readonly RouteSpec[]): Promise<void> {
  const rows = routes.map(({ id, method, path, team, summary }) => ({
    id,
    method,
    path: team ? `/v1/teams/{teamId}${path}` : path,
    summary,
  }));
  return cli.out.list(
    rows,
    [
      { head: "OPERATION", cell: ({ id }) => id, style: () => "bold" },
      { head: "DOES", cell: ({ summary }) => summary },
    ],
    "",
  );
}

function unknownOperation(given: string, known: readonly string[]): Failure {
  return new Failure(EXIT.usage, `The API has no operation ${given}.${didYouMean(given, known)}`, [
    "List them: keywright api",
  ]);
}
