import type { Command } from "commander";
import { collect } from "../../arguments/collect.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import type { Level, Role } from "./at.ts";

/** What a role gives; what is left out of an edit stays as it is. */
export interface Definition {
  /** In one list, whatever their scope. */
  readonly permissions?: readonly string[] | undefined;
  /** Null takes the restriction away. */
  readonly restriction?: Restriction | null | undefined;
}

export interface Restriction {
  /** Projects of a team's role; of the organization's, teams as `web` or their projects as `web/web-shop`. */
  readonly to: readonly string[] | undefined;
  readonly except: boolean;
  /** Null for all. */
  readonly environments: readonly string[] | null | undefined;
}

export interface DefinitionOptions {
  readonly permission?: readonly string[];
  readonly restrict?: readonly string[];
  readonly except?: readonly string[];
  readonly environment?: readonly string[];
  readonly allEnvironments?: true;
}

export function withDefinition(command: Command, level: Level): Command {
  command
    .option("--permission <permission>", "what it allows, such as project:secrets:*; several times", collect)
    .option(
      "--restrict <place>",
      level === "team" ? "to this project; several times" : "to this team, or team/project; several times",
      collect,
    );
  if (level === "team")
    command.option("--except <project>", "to all projects but this; several times", collect);
  return command.option("--environment <name>", "to this environment; several times", collect);
}

export function restrictionFrom(options: DefinitionOptions): Restriction | undefined {
  const { restrict, except, environment, allEnvironments } = options;
  if (restrict && except) throw new Failure(EXIT.usage, "Give --restrict or --except, not both.");
  if (environment && allEnvironments)
    throw new Failure(EXIT.usage, "Give --environment or --all-environments, not both.");
  const to = restrict ?? except;
  const environments = allEnvironments ? null : environment;
  if (!to && environments === undefined) return undefined;
  return { to, except: except !== undefined, environments };
}

/** What is not given of a restriction stays as it is: to name another project must not open every environment. */
export function completed(given: Restriction, { restrictions: now }: Role): Restriction {
  if (!now.enabled) return given;
  if ("projects" in now) {
    return {
      to: given.to ?? now.projects,
      except: given.to ? given.except : now.restrictionMode === "notIn",
      environments: given.environments === undefined ? now.environments : given.environments,
    };
  }
  const restricted = now.teams.some(({ restrictions }) => restrictions.enabled);
  if (given.to && (given.environments !== undefined || !restricted)) return given;
  throw new Failure(
    EXIT.usage,
    "The role is restricted within teams: give both --restrict and --environment,",
    ["or edit it as a file, with keywright export and keywright apply."],
  );
}

/** All that a role holds, its scopes in one list; `*` stands once. */
export function permissionsOf({ permissions }: Role): string[] {
  return [...new Set(Object.values(permissions).flat())];
}
