import type { Http, HttpAnswer } from "../guard-http.ts";
import { readRecipe, type Recipe } from "./recipe.ts";

type Headers = Readonly<Record<string, string>>;

export interface ClientRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
}

/** What a gateway makes of a client's request: what the door answers, and what the API is sent if it may pass. */
export interface Passage {
  readonly answer: HttpAnswer;
  readonly toApi: Headers | undefined;
  /** Of the answer's headers, what the client is told. */
  readonly toClient: Headers;
}

export interface DescribedGateway {
  readonly name: string;
  pass(http: Http, request: ClientRequest): Promise<Passage>;
}

const CLIENT_ADDRESS = "127.0.0.1";
const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());

function without(headers: Headers, names: readonly string[]): Record<string, string> {
  const removed = new Set(lower(names));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !removed.has(name.toLowerCase())));
}

function only(headers: HttpAnswer["headers"], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lower(names).flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])),
  );
}

/** ForwardAuth as Traefik's documentation has it, with what traefik.yml says. */
export async function traefik(): Promise<DescribedGateway> {
  const recipe = await readRecipe("traefik.yml");
  const door = new URL(recipe.value("address"));
  if (recipe.value("trustForwardHeader") !== "false") throw new Error("clients would be believed");
  const [cleaned, stripped] = await Promise.all([
    emptied(recipe, "keywright-clean"),
    emptied(recipe, "keywright-strip"),
  ]);
  const sent = lower(recipe.value("authRequestHeaders").slice(1, -1).split(/, */));
  const identity = recipe.block("authResponseHeaders");
  return {
    name: "Traefik",
    async pass(http, { method, path, headers }) {
      const clean = without(headers, cleaned);
      const copied = Object.entries(clean).filter(([name]) => sent.includes(name.toLowerCase()));
      const answer = await http.send({
        method: "GET",
        path: door.pathname + door.search,
        headers: {
          ...Object.fromEntries(copied),
          "x-forwarded-method": method,
          "x-forwarded-proto": "http",
          "x-forwarded-host": "api.example",
          "x-forwarded-uri": path,
          "x-forwarded-for": CLIENT_ADDRESS,
        },
      });
      if (answer.status < 200 || answer.status > 299)
        return { answer, toApi: undefined, toClient: only(answer.headers, Object.keys(answer.headers)) };
      const toApi = { ...without(clean, identity), ...only(answer.headers, identity) };
      return { answer, toApi: without(toApi, stripped), toClient: {} };
    },
  };
}

/** The headers that a Traefik middleware sets to nothing, which is how it removes them. */
function emptied(recipe: Recipe, middleware: string): string[] {
  const lines = recipe.block(middleware).filter((line) => line.endsWith(': ""'));
  return lines.map((line) => line.slice(0, line.indexOf(":")));
}

/** The HTTP form of ext_authz as Envoy's documentation has it, with what envoy.yaml says. */
export async function envoy(): Promise<DescribedGateway> {
  const recipe = await readRecipe("envoy.yaml");
  const prefix = recipe.value("path_prefix");
  if (recipe.value("failure_mode_allow") !== "false")
    throw new Error("without Keywright everybody would pass");
  const removed = recipe.block("request_mutations").map((line) => line.replace(/^remove: /, ""));
  const added = readAdded(recipe.block("headers_to_add"));
  const [, upstreamPrefix = "none"] =
    /prefix: ([\w-]+)/.exec(recipe.block("allowed_upstream_headers").join()) ?? [];
  // Envoy sends this one whatever it is told.
  const asked = ["authorization", ...readExact(recipe.value("allowed_headers"))];
  const onSuccess = readExact(recipe.value("allowed_client_headers_on_success"));
  const onRefusal = readExact(recipe.block("allowed_client_headers").join());
  const strippedAtRoute = recipe.value("request_headers_to_remove").slice(1, -1).split(/, */);
  return {
    name: "Envoy",
    async pass(http, { method, path, headers }) {
      const clean = without(headers, removed);
      const sent = Object.entries(clean).filter(([name]) => asked.includes(name.toLowerCase()));
      const answer = await http.send({
        method,
        path: prefix + path,
        headers: { ...Object.fromEntries(sent), ...added },
      });
      if (answer.status !== 200)
        return { answer, toApi: undefined, toClient: only(answer.headers, onRefusal) };
      const identity = Object.keys(answer.headers).filter((name) => name.startsWith(upstreamPrefix));
      const toApi = { ...without(clean, identity), ...only(answer.headers, identity) };
      return { answer, toApi: without(toApi, strippedAtRoute), toClient: only(answer.headers, onSuccess) };
    },
  };
}

function readExact(text: string): string[] {
  return [...text.matchAll(/exact: ([\w-]+)/g)].map(([, name = ""]) => name);
}

function readAdded(lines: readonly string[]): Record<string, string> {
  const [key = "", value = ""] = lines.map((line) => line.slice(line.indexOf(": ") + 2).replaceAll('"', ""));
  if (value !== "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%") throw new Error(`what is ${value}?`);
  return { [key]: CLIENT_ADDRESS };
}
