import type { z } from "zod";
import type { Http } from "./http.ts";

/**
 * A platform that Keywright can connect to. Everything that is said to it goes through `http`; nothing is kept between
 * calls. `Shown` is what it lets be read of a value: null where it shows values to nobody, once it has them.
 */
export interface Connector<
  Credentials = unknown,
  Destination = unknown,
  Shown extends string | null = string | null,
> {
  /** The platform's name in paths and in the database. */
  readonly app: string;
  readonly title: string;
  /** How one proves oneself there. All methods of an app take the same credentials. */
  readonly methods: readonly [string, ...string[]];
  /** Strict, and trims what people paste. What it gives back is what is stored and what the functions below are given. */
  readonly credentials: z.ZodType<Credentials>;
  readonly help: ConnectorHelp;
  /** Resolves if the platform accepts the credentials. */
  validate(http: Http, credentials: Credentials): Promise<void>;
  readonly places?: Places<Credentials>;
  readonly variables?: Variables<Credentials, Destination, Shown>;
  readonly minting?: Minting<Credentials, unknown>;
  /** Tells a program of something that happened here. */
  notify?(http: Http, credentials: Credentials, notice: Notice): Promise<void>;
}

export interface ConnectorHelp {
  readonly summary: string;
  readonly fields: readonly CredentialField[];
  /** How to make credentials on the platform that can do what is needed, and no more. */
  readonly steps: readonly string[];
  readonly permissions: readonly NeededPermission[];
}

export interface CredentialField {
  /** The name in `credentials`. */
  readonly name: string;
  readonly label: string;
  readonly secret: boolean;
  readonly description?: string;
  /** What is taken when the field is left out. */
  readonly default?: string;
}

/** The platform's own name of a permission, and the step that fails without it. */
export interface NeededPermission {
  readonly name: string;
  readonly neededTo: string;
}

export interface Place {
  readonly id: string;
  readonly name: string;
}

export interface Notice {
  /** The same at each attempt, so that whoever gets it twice can tell. */
  readonly id: string;
  /** When this attempt is made. */
  readonly at: Date;
  /** `sync.failed` */
  readonly type: string;
  readonly data: object;
}

/** What a person chooses a destination from, and what the platform calls it. */
export interface Places<Credentials> {
  readonly words: { readonly project: string; readonly secretGroup?: string };
  listProjects(http: Http, credentials: Credentials): Promise<Place[]>;
  listSecretGroups?(http: Http, credentials: Credentials, projectId: string): Promise<Place[]>;
}

export interface DestinationField {
  /** The name in `destination`. */
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  /** It is chosen from what the platform lists: its projects, or the secret groups of the project chosen before. */
  readonly choice?: "project" | "secret-group";
  /** Another field of the destination, which keeps what the platform calls the chosen one. For people only. */
  readonly nameField?: string;
  readonly options?: readonly string[];
  /** What is taken when the field is left out. */
  readonly default?: string;
  readonly optional?: true;
}

export type VariableMap = Readonly<Record<string, string>>;

/** The variables at a destination. */
export type Variables<Credentials, Destination, Shown extends string | null> = VariableWriter<
  Credentials,
  Destination
> &
  (VariableReader<Credentials, Destination, Shown> | { readonly reads: "nothing"; readonly read?: never });

interface VariableReader<Credentials, Destination, Shown> {
  readonly reads: "values" | "some values" | "names";
  /** All that is there by name, with null for a value that the platform keeps to itself. */
  read(
    http: Http,
    credentials: Credentials,
    destination: Destination,
  ): Promise<Readonly<Record<string, Shown>>>;
}

interface VariableWriter<Credentials, Destination> {
  /** Strict. */
  readonly destination: z.ZodType<Destination>;
  /** What of it a person is asked, in this order. */
  readonly destinationFields: readonly DestinationField[];
  /** The same for the same variables, whatever else is said: those who share it write over each other. */
  placeOf(credentials: Credentials, destination: Destination): readonly string[];
  write(
    http: Http,
    credentials: Credentials,
    destination: Destination,
    change: VariableChange,
  ): Promise<void>;
}

export interface VariableChange {
  /** The same at each attempt, so that whoever gets it twice can tell. */
  readonly id: string;
  /** When this attempt is made. */
  readonly at: Date;
  readonly set: VariableMap;
  readonly remove: readonly string[];
  /** What else was read there and stays as it is: some platforms take whole maps only. Empty where values cannot be read. */
  readonly keep: VariableMap;
}

/** Tokens that are made on the platform, and ended there. */
export interface Minting<Credentials, Spec> {
  /** Strict: what is made, all but its name. */
  readonly spec: z.ZodType<Spec>;
  /** What of it a person is asked, in this order. */
  readonly fields: readonly SpecField[];
  /** Whether the platform ends them by itself when it is told a time. */
  readonly expires: boolean;
  /** What is made, in a few words: `frontend token for production of shop`. */
  describe(spec: Spec): string;
  /** The same for the same platform: what is not to be found on another was not ended there. */
  platformOf(credentials: Credentials): string;
  /** What a field with `listed` is chosen from, when the fields before it are filled in. */
  list(http: Http, credentials: Credentials, field: string, chosen: ChosenFields): Promise<Place[]>;
  issue(http: Http, credentials: Credentials, order: MintingOrder<Spec>): Promise<Minted>;
  /** The external ids of what bears this name: of an order whose answer was lost. */
  find(http: Http, credentials: Credentials, spec: Spec, name: string): Promise<string[]>;
  /** Resolves when the platform has ended it, or has no more of it. */
  revoke(http: Http, credentials: Credentials, spec: Spec, externalId: string): Promise<void>;
}

export interface SpecField extends Omit<DestinationField, "choice"> {
  /** It is chosen from what `list` gives. */
  readonly listed?: true;
}

export type ChosenFields = Readonly<Record<string, string>>;

export interface MintingOrder<Spec> {
  /** The same at each attempt, so that whoever gets it twice can tell. */
  readonly id: string;
  /** With the id in it: by it a token whose answer was lost is known again. */
  readonly name: string;
  readonly spec: Spec;
  readonly expiresAt?: Date;
}

export interface Minted {
  /** What the platform calls it, and not its value. */
  readonly externalId: string;
  readonly value: string;
  readonly expiresAt?: Date;
}
