import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import type { Access } from "./access.ts";
import type { AccessFile } from "./access-file.ts";
import { type Complaint, readDocuments, type Source, type YamlDocument } from "./documents.ts";
import { accessFromFile } from "./from-file.ts";
import { mergeFiles } from "./merge.ts";
import { readForm } from "./mistakes.ts";

const COMPLAINTS_SHOWN_MAX = 50;

/** What all sources together ask for. */
export interface WantedAccess {
  readonly access: Access;
  /** Where a path stands in the sources: as deep as any of them has it. */
  place(path: readonly PropertyKey[]): string;
}

/** Reads everything before it complains, so that a file is mended in one go. */
export function readAccess(sources: readonly Source[]): WantedAccess {
  const read = sources.map(readDocuments);
  const complaints = read.flatMap((source) => source.complaints);
  const documents = read.flatMap((source) => source.documents);
  const files: { file: AccessFile; document: YamlDocument }[] = [];
  for (const document of documents) {
    const { file, problems } = readForm(document.value);
    complaints.push(...problems.map(({ path, message }) => ({ place: document.find(path).place, message })));
    if (file) files.push({ file, document });
  }
  const merged = mergeFiles(
    files.map(({ file }) => file),
    (path, index) => {
      const place = files[index]?.document.find(path).place ?? "";
      const first = placeIn(documents, path);
      complaints.push({ place, message: `${path.at(-1)} is there twice: see also ${first}.` });
    },
  );
  refuseIfAny(complaints);
  const access = accessFromFile(merged);
  if (Object.keys(access).length === 0) {
    throw new Failure(EXIT.inputRefused, "The files say nothing: there is no team, org or platform in them.");
  }
  return { access, place: (path) => placeIn(documents, path) };
}

/** Of the first document that has the most of it. */
function placeIn(documents: readonly YamlDocument[], path: readonly PropertyKey[]): string {
  const found = documents.map((document) => document.find(path));
  return found.sort((a, b) => b.depth - a.depth)[0]?.place ?? "";
}

/** Throws all of them as one failure. */
export function refuseIfAny(complaints: readonly Complaint[]): void {
  if (complaints.length === 0) return;
  const shown = complaints.slice(0, COMPLAINTS_SHOWN_MAX).map(({ place, message }) => `${place}  ${message}`);
  const more = complaints.length - shown.length;
  const sentence = `The access file has ${complaints.length === 1 ? "a mistake" : `${complaints.length} mistakes`}.`;
  throw new Failure(EXIT.inputRefused, sentence, more > 0 ? [...shown, `… and ${more} more`] : shown);
}
