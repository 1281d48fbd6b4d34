import type { Access, Level } from "./access.ts";

/** What there is on the server, and what a file cannot say of it. */
export interface Present {
  readonly teamId?: string;
  /** Whole, as far as it was asked for. */
  readonly access: Access;
  readonly levels: Readonly<Partial<Record<Level, LevelFacts>>>;
  /** Names of all permissions there are, and of those which are Keywright's own. */
  readonly permissions: readonly string[];
  readonly ownPermissions: ReadonlySet<string>;
}

export interface LevelFacts {
  readonly roles: ReadonlyMap<string, RoleFacts>;
  /** Everybody who is a member or invited, by e-mail address. */
  readonly memberIds: ReadonlyMap<string, string>;
  readonly trustRuleIds: ReadonlyMap<string, string>;
}

export interface RoleFacts {
  /** It came with the team or organization, and cannot be deleted. */
  readonly builtIn: boolean;
  /** It always has everything, and cannot be edited either. */
  readonly fixed: boolean;
  readonly tokens: number;
  readonly members: number;
}

export const NO_FACTS: LevelFacts = { roles: new Map(), memberIds: new Map(), trustRuleIds: new Map() };
