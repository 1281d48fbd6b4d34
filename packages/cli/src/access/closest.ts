/** What may have been meant: the candidate that lies the fewest slips of the finger away, if they are few. */
function closest(given: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(2, Math.floor(given.length / 4)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(given, candidate);
    if (distance < fewest) [best, fewest] = [candidate, distance];
  }
  return best;
}

/** ` Did you mean web-shop?`, to be put behind a sentence; empty when nothing comes near. */
export function didYouMean(given: string, candidates: Iterable<string>): string {
  const meant = closest(given, candidates);
  return meant === undefined ? "" : ` Did you mean ${meant}?`;
}

/** Optimal string alignment: how many slips of the finger lie between the two. */
function editDistance(a: string, b: string): number {
  const distances = new Map<string, number>();
  const distance = (i: number, j: number) => distances.get(`${i},${j}`) ?? Math.max(i, j);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const slips = [distance(i - 1, j) + 1, distance(i, j - 1) + 1, distance(i - 1, j - 1) + changed];
      distances.set(`${i},${j}`, Math.min(...slips, ...(swapped ? [distance(i - 2, j - 2) + 1] : [])));
    }
  }
  return distance(a.length, b.length);
}
