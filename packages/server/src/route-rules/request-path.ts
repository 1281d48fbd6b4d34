import { ROUTE_SEGMENTS_MAX } from "@keywright/contract";

const URI_MAX_LENGTH = 8192;
/** `pchar` of RFC 3986 section 3.3 without `;`: some servers cut a segment off there, and would see another path. */
const SEGMENT = /^(?:[A-Za-z0-9\-._~!$&'()*+,=:@]|%[0-9A-Fa-f]{2})*$/;
/** What another reader could take for the end of a segment, of the path, or of the first decoding. */
const TREACHEROUS = /[/\\%;\p{C}]/u;

/**
 * The segments of a request's path, each percent-decoded once; undefined for a path that not everybody reads alike.
 * What is refused: relative and scheme-relative references, empty segments (but a last one), dot segments, encoded
 * slashes, backslashes and semicolons, double encodings, NUL and other control characters, invalid UTF-8.
 */
export function readRequestPath(uri: string): string[] | undefined {
  if (uri.length > URI_MAX_LENGTH || !uri.startsWith("/")) return undefined;
  const query = uri.indexOf("?");
  const texts = (query === -1 ? uri : uri.slice(0, query)).slice(1).split("/");
  if (texts.length > ROUTE_SEGMENTS_MAX) return undefined;
  const segments: string[] = [];
  for (const [at, text] of texts.entries()) {
    const segment = readSegment(text);
    if (segment === undefined || (segment === "" && at < texts.length - 1)) return undefined;
    segments.push(segment);
  }
  return segments;
}

/** One segment, decoded once; undefined when it is not what it seems. */
export function readSegment(text: string): string | undefined {
  if (!SEGMENT.test(text)) return undefined;
  const segment = decoded(text);
  if (segment === undefined || TREACHEROUS.test(segment)) return undefined;
  return segment === "." || segment === ".." ? undefined : segment;
}

function decoded(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
