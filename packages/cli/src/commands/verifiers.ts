import type { Api, DataOf } from "@keywright/contract";
import type { AddCommand } from "../cli.ts";
import { examples } from "../help.ts";
import type { Column } from "../output/table.ts";
import { relativeTime } from "../output/time.ts";

const COLUMNS: readonly Column<DataOf<Api["listVerifiers"]>>[] = [
  { head: "VERIFIER", cell: ({ name }) => name, style: () => "bold" },
  { head: "KIND", cell: ({ kind }) => kind },
  { head: "SEES", cell: ({ scope }) => (scope === "org" ? "the organization" : "the installation") },
  { head: "REVISION", cell: ({ revision }) => revision, align: "right" },
  {
    head: "BEHIND",
    cell: ({ lag }) => lag,
    align: "right",
    style: ({ lag }) => (lag > 0 ? "yellow" : undefined),
  },
  {
    head: "STATUS",
    cell: ({ connected }) => (connected ? "connected" : "away"),
    style: ({ connected }) => (connected ? "green" : "yellow"),
  },
  { head: "LEASE ENDS", cell: ({ leaseEndsAt }) => relativeTime(leaseEndsAt) },
];

export const addVerifiers: AddCommand = (program, run) => {
  const verifiers = program.command("verifiers").description("processes that check tokens");
  verifiers
    .command("list")
    .description("list who verifies, and at which revision")
    .addHelpText("after", examples(["keywright verifiers list"]))
    .action(
      run(async (cli) => {
        const { api } = await cli.connect();
        const rows = await Array.fromAsync(api.listVerifiers.rows());
        await cli.out.list(rows, COLUMNS, "No verifiers. Protect an API with @keywright/verifier.");
      }),
    );
};
