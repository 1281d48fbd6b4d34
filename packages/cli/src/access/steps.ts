import type { Level, PermissionFlags, Project, RoleDefinition, Settings, TrustRule } from "./access.ts";

/** The operator's part of the catalogue, by permission. It is written as a whole. */
export type Catalogue = Readonly<Record<string, PermissionFlags>>;

interface Values {
  readonly permissions: Catalogue;
  readonly settings: Settings;
  readonly project: Project;
  readonly role: RoleDefinition;
  /** Someone who is invited, with the roles they get along with it. */
  readonly member: { readonly roles: readonly string[] };
  /** That a member has a role. */
  readonly hold: { readonly role: string };
  readonly "trust rule": TrustRule;
}
export type Kind = keyof Values;

interface LevelOf {
  readonly permissions: "platform";
  readonly settings: Level;
  readonly project: "team";
  readonly role: Level;
  readonly member: Level;
  readonly hold: Level;
  readonly "trust rule": "team";
}

export type Change<Value> =
  | { readonly action: "create"; readonly after: Value }
  | { readonly action: "edit"; readonly before: Value; readonly after: Value }
  | { readonly action: "delete"; readonly before: Value };

/** What a step is about. `id` is what the file calls it: a slug, an e-mail address, a trust rule's name. */
export interface Subject<K extends Kind = Kind> {
  readonly kind: K;
  readonly level: LevelOf[K];
  readonly id: string;
}

export type StepOf<K extends Kind> = K extends Kind ? Subject<K> & Change<Values[K]> : never;
export type ValueOf<K extends Kind> = Values[K];

/** One change of one thing: what `apply` does in one go, or not at all. */
export type Step = StepOf<Kind>;

export interface Plan {
  /** In the order in which they can be done. */
  readonly steps: readonly Step[];
  /** What pruning would take away: there, of a kind that the file names, and not in the file. */
  readonly left: readonly Step[];
}
