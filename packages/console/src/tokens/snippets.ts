const VARIABLE = "KEYWRIGHT_TOKEN";

/** Works as it is: it asks who one is with this token. */
export function curlLine(origin: string, value: string): string {
  return `curl -H "authorization: Bearer ${value}" ${origin}/v1/me`;
}

export function envFile(value: string): string {
  return `${VARIABLE}=${value}\n`;
}

/** Code reads the value from the environment: in a file it would sooner or later be committed. */
export function nodeCode(origin: string): string {
  return `const response = await fetch("${origin}/v1/me", {
  headers: { authorization: \`Bearer \${process.env.${VARIABLE}}\` },
});
console.log(await response.json());
`;
}

/** A publishable value may stand in the page itself. The address is that of the reader's own API, which we do not know. */
export function browserCode(value: string): string {
  return `const response = await fetch("https://api.example.com/…", {
  headers: { authorization: "Bearer ${value}" },
});
`;
}

export function pythonCode(origin: string): string {
  return `import json, os, urllib.request

request = urllib.request.Request(
    "${origin}/v1/me",
    headers={"authorization": f"Bearer {os.environ['${VARIABLE}']}"},
)
print(json.load(urllib.request.urlopen(request)))
`;
}
