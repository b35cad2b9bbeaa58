/** Near-identical texts, found by what they have in common and not by comparing all with all. */

const least = 8;
const rows = 4;
const bands = 6;

/** Keys that two texts with nearly the same words in the same order share with near certainty, and others hardly ever
 *  (MinHash over word triples, in bands); none for a text of fewer than eight words, where sameness is chance. */
export function copyKeys(text: string): string[] {
  const shingles = shinglesOf(text);
  if (shingles.size === 0) return [];
  const keys: string[] = [];
  for (let band = 0; band < bands; band++) {
    let smallestOf = '';
    for (let row = 0; row < rows; row++) smallestOf += `${smallest(shingles, band * rows + row).toString(36)}.`;
    keys.push(`copy:${band}:${hash(smallestOf).toString(36)}`);
  }
  return keys;
}

/** True for two texts that share at least eight in ten of their word triples. */
export function isCopy(a: string, b: string): boolean {
  const one = shinglesOf(a);
  const other = shinglesOf(b);
  if (one.size === 0 || other.size === 0) return false;
  let shared = 0;
  for (const shingle of one) if (other.has(shingle)) shared += 1;
  return shared / (one.size + other.size - shared) >= 0.8;
}

/** Links, handles and the mark of a repost differ between copies, and are left out. */
function shinglesOf(text: string): Set<number> {
  const words = text
    .slice(0, 10_000)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word && !word.startsWith('http') && !word.startsWith('@') && word !== 'rt')
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''))
    .filter(Boolean);
  const shingles = new Set<number>();
  if (words.length < least) return shingles;
  for (let at = 0; at + 2 < words.length; at++) shingles.add(hash(`${words[at]} ${words[at + 1]} ${words[at + 2]}`));
  return shingles;
}

function smallest(shingles: ReadonlySet<number>, seed: number): number {
  let least = 0xffffffff;
  for (const shingle of shingles) {
    const mixed = Math.imul(shingle ^ Math.imul(seed + 1, 0x9e3779b1), 0x85ebca6b) >>> 0;
    const value = (mixed ^ (mixed >>> 15)) >>> 0;
    if (value < least) least = value;
  }
  return least;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
