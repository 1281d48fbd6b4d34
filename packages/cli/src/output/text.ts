/** A JWT, wherever it stands: three parts in base64url, the first of which begins like JSON. */
const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** What comes from elsewhere may hold what a terminal obeys, or what makes a text read differently from what it is. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** For errors whose text is not ours: a library may quote what it was given. */
export function withoutTokens(text: string): string {
  return text.replaceAll(TOKEN, "<token>");
}

/** For everything that a terminal shows and that we have not written ourselves. */
export function visible(text: string): string {
  return text.replaceAll(INVISIBLE, "\u{fffd}");
}

/** In one line, for a table. */
export function oneLine(text: string): string {
  return visible(text.replaceAll(/\s+/g, " ").trim());
}
