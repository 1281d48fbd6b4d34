const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;color-scheme:light dark;max-width:28rem;margin:20vh auto;padding:0 1rem}";

/** What the browser shows in the end. The texts are ours; they are escaped all the same. */
export function page(title: string, sentence: string): string {
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)} · Keywright</title>`,
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style>`,
    `<h1>${escaped(title)}</h1><p>${escaped(sentence)}</p></html>`,
  ].join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
