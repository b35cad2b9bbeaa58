/** The transformer's vocabulary: a trie over UTF-16 units in an open hash table. */
export interface Vocabulary {
  readonly size: number;
  /** Ids of a normalised text as the model takes them: `<s>` … `</s>`, at most 96; the middle of a long one is left out. */
  encode(normalised: string): number[];
  /** The same of a text that fits; of a longer one parts of 96 that overlap, at most 16. Only what is longer than those loses
   *  its middle. */
  parts(normalised: string): number[][];
  /** How rare a piece is, as the natural logarithm of one in how many; 0 for what is no piece of a word. */
  rarityOf(id: number): number;
}

const begin = 0;
const end = 2;
const unknown = 3;
const specials = 4;
const room = 94;
const mostParts = 16;
/** Costs more than the rarest piece. */
const unknownPenalty = 10_000;

/** Reads lines `piece<TAB>score`, a piece's line being its id. Throws where a line is none. */
export function vocabularyOf(file: string): Vocabulary {
  const lines = file.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const scores = new Int32Array(lines.length);
  const trie = trieOf();
  let lowest = 0;
  for (const [id, line] of lines.entries()) {
    const tab = line.lastIndexOf('\t');
    const score = Number(line.slice(tab + 1));
    if (tab < 1 || !Number.isInteger(score)) throw new Error(`line ${id + 1} of the vocabulary is no piece and score`);
    scores[id] = score;
    lowest = Math.min(lowest, score);
    if (id >= specials) trie.insert(line.slice(0, tab), id);
  }
  const penalty = lowest - unknownPenalty;
  return {
    size: lines.length,
    rarityOf: (id) => -(scores[id] ?? 0) / 1_000,
    encode(normalised) {
      return [begin, ...withoutMiddle(segment(normalised, trie, scores, penalty), room), end];
    },
    parts(normalised) {
      const ids = withoutMiddle(segment(normalised, trie, scores, penalty), mostParts * room);
      const count = Math.max(1, Math.ceil(ids.length / room));
      return Array.from({ length: count }, (_, part) => {
        const from = part === 0 ? 0 : Math.floor((part * (ids.length - room)) / (count - 1));
        return [begin, ...ids.slice(from, from + room), end];
      });
    },
  };
}

/** At most so many ids: two thirds of them from the beginning, the others from the end. */
function withoutMiddle(ids: number[], most: number): number[] {
  if (ids.length <= most) return ids;
  const head = Math.ceil((most * 2) / 3);
  return [...ids.slice(0, head), ...ids.slice(ids.length - (most - head))];
}

/** The best path through the text; of equal paths the first one found. */
function segment(normalised: string, trie: Trie, scores: Int32Array, penalty: number): number[] {
  if (normalised === '') return [];
  const text = `▁${normalised.replaceAll(' ', '▁')}`;
  const size = text.length;
  const best = new Float64Array(size + 1).fill(Number.NEGATIVE_INFINITY);
  const came = new Int32Array(size + 1);
  const piece = new Int32Array(size + 1).fill(unknown);
  best[0] = 0;
  for (let start = 0; start < size; start++) {
    const here = best[start]!;
    // The second half of a surrogate pair is never reached.
    if (here === Number.NEGATIVE_INFINITY) continue;
    let node = 0;
    for (let at = start; at < size; at++) {
      node = trie.child(node, text.charCodeAt(at));
      if (node < 0) break;
      const id = trie.idAt(node);
      if (id < 0 || here + scores[id]! <= best[at + 1]!) continue;
      best[at + 1] = here + scores[id]!;
      came[at + 1] = start;
      piece[at + 1] = id;
    }
    const next = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
    if (here + penalty > best[next]!) {
      best[next] = here + penalty;
      came[next] = start;
      piece[next] = unknown;
    }
  }
  const ids: number[] = [];
  for (let at = size; at > 0; at = came[at]!) {
    if (piece[at] !== unknown || ids.at(-1) !== unknown) ids.push(piece[at]!);
  }
  return ids.reverse();
}

interface Trie {
  insert(piece: string, id: number): void;
  /** The node below, or −1. */
  child(node: number, unit: number): number;
  /** The id of the piece that ends at a node, or −1. */
  idAt(node: number): number;
}

const mostNodes = 65_536;

/** Nodes and units of 16 bits make a key of 32, so that the table stays in the cache. */
function trieOf(): Trie {
  const size = mostNodes * 2;
  const keys = new Uint32Array(size);
  const nodes = new Uint16Array(size);
  const ids = new Int32Array(mostNodes).fill(-1);
  let count = 1;

  /** Where a key is or would be; NUL, which is in no piece, leaves key 0 for an empty place. */
  function place(key: number): number {
    let at = Math.imul(key, 0x9e3779b1) >>> 15;
    while (keys[at] !== key && keys[at] !== 0) at = (at + 1) & (size - 1);
    return at;
  }

  return {
    insert(piece, id) {
      let node = 0;
      for (let unit = 0; unit < piece.length; unit++) {
        const key = ((node << 16) | piece.charCodeAt(unit)) >>> 0;
        const at = place(key);
        if (keys[at] === 0) {
          if (count >= mostNodes) throw new Error('the vocabulary has too many pieces');
          keys[at] = key;
          nodes[at] = count++;
        }
        node = nodes[at]!;
      }
      ids[node] = id;
    },
    child(node, unit) {
      const at = place(((node << 16) | unit) >>> 0);
      return keys[at] === 0 ? -1 : nodes[at]!;
    },
    idAt: (node) => ids[node]!,
  };
}
