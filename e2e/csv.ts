/** RFC 4180, as strictly as it is written: a second reading of what the server writes. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let rest = text;
  while (rest !== "") {
    const field = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    if (!field) throw new Error(`not a field of a CSV file: ${rest.slice(0, 80)}`);
    const [whole, quoted, bare = "", end] = field;
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === "\r\n") {
      rows.push(row);
      row = [];
    }
    rest = rest.slice(whole.length);
  }
  return rows;
}
