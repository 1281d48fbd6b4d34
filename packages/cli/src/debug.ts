type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** `fetch`, which tells on stderr what was asked and how it ended: no header, no query, no body. */
export function debugFetch(wanted: boolean): Fetch {
  if (!wanted) return (url, init) => fetch(url, init);
  return async (url, init) => {
    const start = performance.now();
    const { origin, pathname } = new URL(url);
    const tell = (end: string) => {
      const ms = Math.round(performance.now() - start);
      process.stderr.write(`· ${init.method ?? "GET"} ${origin}${pathname} ${end} ${ms} ms\n`);
    };
    try {
      const answer = await fetch(url, init);
      tell([String(answer.status), answer.headers.get("x-request-id")].filter(Boolean).join(" "));
      return answer;
    } catch (error) {
      tell("no answer");
      throw error;
    }
  };
}
