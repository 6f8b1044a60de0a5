/** Changes of one character that lead from one text to the other. */
const editDistance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, character] of Array.from(from).entries()) {
    const next = [index + 1];
    for (let at = 1; at <= to.length; at += 1) {
      const replaced = (row[at - 1] ?? 0) + (character === to[at - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};

/** Further away, nothing that looks alike is meant. */
const MAX_SHARE = 0.4;

/** The key that was most likely meant; `null` when none looks alike. */
export const nearestKey = (key: string, keys: readonly string[]): string | null => {
  let nearest: string | null = null;
  let least = Math.floor(key.length * MAX_SHARE) + 1;
  for (const candidate of keys) {
    // Whoever leaves out the rule means its parameter.
    const distance = candidate.endsWith(`/${key}`) ? 1 : editDistance(key, candidate);
    if (distance >= least) continue;
    nearest = candidate;
    least = distance;
  }
  return nearest;
};
