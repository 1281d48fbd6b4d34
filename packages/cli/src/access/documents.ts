import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from "yaml";

/** Enough for lists that several roles share, far from what makes a small file a huge one. */
const ALIASES_MAX = 100;

export interface Source {
  /** As the person named it. */
  readonly name: string;
  readonly text: string;
}

/** Something wrong in a file. The text around it is not repeated: logs of CI systems are read by many. */
export interface Complaint {
  /** `access.yaml:12:5`, for editors to jump to. */
  readonly place: string;
  readonly message: string;
}

export interface YamlDocument {
  readonly value: unknown;
  /** The deepest part of the path that the document has, and where. */
  find(path: readonly PropertyKey[]): { readonly depth: number; readonly place: string };
}

/** The documents of one source, as far as they are YAML. Empty ones are left out. */
export function readDocuments({ name, text }: Source): {
  documents: YamlDocument[];
  complaints: Complaint[];
} {
  const lines = new LineCounter();
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const complaints: Complaint[] = [];
  const documents: YamlDocument[] = [];
  for (const document of parsed(text, lines)) {
    // What follows the first mistake is often no mistake of its own.
    const [wrong] = [...document.errors, ...document.warnings, ...dangerousKeys(document)];
    if (wrong) complaints.push({ place: placeOf(wrong.pos[0]), message: wrong.message });
    if (wrong || document.contents === null) continue;
    try {
      const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX });
      if (value !== null) documents.push({ value, find: (path) => find(document, path, placeOf) });
    } catch (error) {
      complaints.push({ place: placeOf(document.contents.range[0]), message: aliasComplaint(error) });
    }
  }
  return { documents, complaints };
}

function parsed(text: string, lineCounter: LineCounter): Document.Parsed[] {
  const options = { lineCounter, prettyErrors: false, stringKeys: true, logLevel: "silent" } as const;
  return [...parseAllDocuments(text, options)];
}

/** An object does not keep this key, so that nobody would notice that it was there. */
function dangerousKeys(document: Document) {
  const found: { pos: readonly [number]; message: string }[] = [];
  visit(document, {
    Scalar(place, { value, range }) {
      if (place !== "key" || value !== "__proto__") return;
      found.push({ pos: [range?.[0] ?? 0], message: "A key cannot be __proto__." });
    },
  });
  return found;
}

function aliasComplaint(error: unknown): string {
  if (!(error instanceof ReferenceError)) throw error;
  return error.message.startsWith("Excessive")
    ? `There are more than ${ALIASES_MAX} aliases, those within aliases counted each time.`
    : error.message;
}

function find(document: Document, path: readonly PropertyKey[], placeOf: (offset: number) => string) {
  let node: unknown = document.contents;
  let position: Node | null = document.contents;
  let depth = 0;
  for (const part of path) {
    const below = partOf(isAlias(node) ? node.resolve(document) : node, part);
    if (!below) break;
    node = below.value;
    position = below.position;
    depth++;
  }
  return { depth, place: placeOf(position?.range?.[0] ?? 0) };
}

/** Of a map, the pair with this key; of a list, the item at this index, or the one that says this. */
function partOf(node: unknown, part: PropertyKey): { position: Node; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
    return pair && { position: pair.key as Node, value: pair.value };
  }
  if (!isSeq(node)) return undefined;
  const item = typeof part === "number" ? node.items[part] : node.items.find((item) => says(item, part));
  return item ? { position: item as Node, value: item } : undefined;
}

function says(item: unknown, text: PropertyKey): boolean {
  if (isMap(item)) return item.items.some(({ value }) => says(value, text));
  return isScalar(item) && item.value === text;
}
