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
