/** How often something is met, roughly: what is rare is looked for first. Only costs depend on it, never results. */

const common = new Set(
  (
    'de het een en van ik is niet dat in op te je die voor met zijn aan er maar om ook mijn bij nog al wel geen als dan ' +
    'was heb heeft hebben naar wat dit door over uit ze hij we jullie u ben kan moet meer weer nu nou zo hun ' +
    'the to a and i of for you it my on that in is me this with your not have be at so are just from but was no we they'
  ).split(' '),
);
/** Letters of Dutch and English by how often they occur, the most frequent first. */
const letters = 'entaiordslghvkmucbpwjzyfxq';

/** The share of posts that have a word, roughly. */
export function frequencyOfWord(form: string): number {
  if (common.has(form)) return 0.3;
  return 0.02 * 0.7 ** Math.max(0, form.length - 3);
}

/** The same for a wildcard, misspelling or stem with so many letters that must be there. */
export function frequencyOfPattern(letters: number): number {
  return Math.min(0.5, 0.06 * 0.7 ** Math.max(0, letters - 3));
}

/** The share of posts that have a word with these three or four letters in a row, roughly. */
export function frequencyOfGram(gram: string): number {
  let frequency = 1;
  for (const letter of gram) {
    const rank = letters.indexOf(letter);
    frequency *= letter < ' ' ? 0.9 : rank < 0 ? 0.05 : 1 - rank / (letters.length + 2);
  }
  return gram.length > 3 ? 0.01 + 0.3 * frequency : 0.05 + 0.6 * frequency;
}
