/** RFC 8414 section 3.1, and AuthZEN after it: what has a path has its metadata at that path below the well-known one. */
export function wellKnownPaths(path: string, identifier: string): readonly string[] {
  const { pathname } = new URL(identifier);
  return pathname === "/" ? [path] : [path, `${path}${pathname}`];
}
