import type { AddCommand } from "../cli.ts";
import { examples } from "../help.ts";
import type { LoginOptions } from "../login/login.ts";

export const addLogin: AddCommand = (program, run) => {
  program
    .command("login")
    .description("log in with the browser, on this machine or another")
    .option("--headless", "approve on another device, by comparing a code")
    .option("--with-token", "read a token from standard input instead")
    .option("--no-browser", "print the address instead of opening the browser")
    .addHelpText(
      "after",
      examples(
        ["keywright login --url https://keywright.example.com"],
        ["keywright login --url https://keywright.example.com --headless", "on a machine without a browser"],
        ["keywright login --with-token < token"],
      ),
    )
    .action(
      run(async (cli, options: LoginOptions) => {
        const { login } = await import("../login/login.ts");
        await login(cli, options);
      }),
    );
};
