const LINE = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

/** Lines of a `.env` file as pairs. Undefined when the text is none, and so is meant as it stands. */
export function readEnvLines(text: string): [name: string, data: string][] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  const pairs = lines.map((line) => LINE.exec(line));
  if (pairs.length === 0 || pairs.includes(null)) return undefined;
  return pairs.flatMap((pair) => (pair ? [[pair[1] ?? "", unquoted(pair[2] ?? "")]] : []));
}

function unquoted(value: string): string {
  const text = value.trim();
  const quoted = /^(["'])(.*)\1$/.exec(text);
  if (!quoted) return text;
  return quoted[1] === '"' ? (quoted[2] ?? "").replaceAll("\\n", "\n") : (quoted[2] ?? "");
}
