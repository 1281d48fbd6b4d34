import { ROUTE_SEGMENTS_MAX } from "@keywright/contract";
import { readSegment } from "./request-path.ts";

/** One segment of a path template: a text to be met exactly, or a parameter. */
export type TemplateSegment = { readonly literal: string } | { readonly parameter: string };

const PARAMETER = /^\{([^{}/]+)\}$/;

/** The segments of `/teams/{teamId}/orders`; a text says what is wrong with it. */
export function readTemplate(path: string): readonly TemplateSegment[] | string {
  if (!path.startsWith("/")) return "must begin with a slash";
  const texts = path.slice(1).split("/");
  if (texts.length > ROUTE_SEGMENTS_MAX) return `must have at most ${ROUTE_SEGMENTS_MAX} segments`;
  const segments: TemplateSegment[] = [];
  const parameters = new Set<string>();
  for (const [at, text] of texts.entries()) {
    const parameter = PARAMETER.exec(text)?.[1];
    if (parameter !== undefined) {
      if (parameters.has(parameter)) return `names {${parameter}} twice`;
      parameters.add(parameter);
      segments.push({ parameter });
      continue;
    }
    if (/[{}]/.test(text)) return "may have parameters only as whole segments";
    const literal = readSegment(text);
    if (literal === undefined) return "has a segment that no request can have";
    if (literal === "" && at < texts.length - 1) return "has an empty segment";
    segments.push({ literal });
  }
  return segments;
}

export function parametersOf(segments: readonly TemplateSegment[]): string[] {
  return segments.flatMap((segment) => ("parameter" in segment ? [segment.parameter] : []));
}

/**
 * Whether some request matches both and neither is the more specific one. Of two that match the same request, the more
 * specific one has a literal wherever the other has.
 */
export function isAmbiguous(one: readonly TemplateSegment[], other: readonly TemplateSegment[]): boolean {
  if (one.length !== other.length) return false;
  let isOneMoreLiteral = false;
  let isOtherMoreLiteral = false;
  for (const [at, segment] of one.entries()) {
    const opposite = other[at] as TemplateSegment;
    if ("literal" in segment && "literal" in opposite) {
      if (segment.literal !== opposite.literal) return false;
    } else if ("literal" in segment) {
      // A parameter is never empty.
      if (segment.literal === "") return false;
      isOneMoreLiteral = true;
    } else if ("literal" in opposite) {
      if (opposite.literal === "") return false;
      isOtherMoreLiteral = true;
    }
  }
  return isOneMoreLiteral === isOtherMoreLiteral;
}
