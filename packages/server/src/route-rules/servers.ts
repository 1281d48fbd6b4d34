interface Server {
  readonly url: string;
}

/** What the paths of a document begin with, from its servers' addresses; a text says what is wrong with one. */
export function basePathsOf(servers: readonly Server[] | undefined): readonly string[] | { wrong: string } {
  // OpenAPI 3.1 section 4.8.1: without servers there is one, at `/`.
  if (servers === undefined || servers.length === 0) return [""];
  const paths = new Set<string>();
  for (const { url } of servers) {
    const path = pathOf(url);
    if (path === undefined) return { wrong: url };
    paths.add(path);
  }
  return [...paths];
}

/** The path of an absolute or root-relative address, without a slash at its end. Variables may stand before it only. */
function pathOf(url: string): string | undefined {
  const path = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*(\/[^?#]*)?$/i.exec(url)?.[1] ?? rootRelative(url);
  if (path === undefined || /[{}]/.test(path)) return undefined;
  return path.replace(/\/+$/, "");
}

function rootRelative(url: string): string | undefined {
  if (/^\/(?!\/)[^?#]*$/.test(url)) return url;
  return /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*$/i.test(url) ? "/" : undefined;
}
