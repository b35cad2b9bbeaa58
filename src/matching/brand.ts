import type { Company } from '../model.ts';
import { hostIn, inHandle, inHashtag, inName, inText, inWord } from './query/leaf.ts';
import { exactWord, fuzzy, type Leaves, phraseSpans, type Spans, wildcard } from './query/plan.ts';
import { piecesOf } from './query/words.ts';

/** From this many letters on, a name is also found at the head of a compound (`kabelaarstoring`). */
const compoundFrom = 5;
const oneEditFrom = 6;
const twoEditsFrom = 10;

/** Every name and handle of the company: as words, as @handle and #hashtag, at the head of compounds, inside hashtags, as
 *  a link to its site, and misspelt where a name is long enough. */
export function brandSpans(company: Company, leaves: Leaves): Spans {
  const names = [company.name, ...company.names].map((name) => name.trim()).filter(Boolean);
  const items = names.flatMap((name) =>
    /^[@#]/.test(name) ? handleSpans(name.slice(1), leaves) : nameSpans(name, leaves),
  );
  for (const handle of company.handles) items.push(...handleSpans(handle.replace(/^@/, ''), leaves));
  return { op: 'any', items };
}

function nameSpans(name: string, leaves: Leaves): Spans[] {
  const pieces = piecesOf(name.replaceAll(/[*?]/g, ' '));
  if (pieces.length === 0) return [];
  const joined = pieces.map((piece) => piece.text).join('');
  const items: Spans[] = [phraseSpans(pieces, leaves, inName), ...joinedSpans(joined, leaves)];
  if (/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(name)) items.push(hostSpans(name.toLowerCase(), leaves));
  if (pieces.length > 1 && pieces.some((piece) => piece.text.length >= oneEditFrom)) {
    items.push({
      op: 'sequence',
      items: pieces.map((piece) => misspelt(piece.text, leaves) ?? exactWord(leaves, piece.text, inText)),
    });
  }
  return items;
}

/** A name that is one word, or its words written together. */
function joinedSpans(form: string, leaves: Leaves): Spans[] {
  const items = [exactWord(leaves, form, inName)];
  if (form.length >= compoundFrom) {
    items.push(
      wildcard(leaves, `${form}*`, inName),
      wildcard(leaves, `*${form}*`, inHashtag),
      wildcard(leaves, `*${form}*`, inHandle),
    );
  }
  const wrong = misspelt(form, leaves);
  if (wrong) items.push(wrong);
  return items;
}

function misspelt(form: string, leaves: Leaves): Spans | undefined {
  if (form.length < oneEditFrom || !/^\p{L}+$/u.test(form)) return undefined;
  return fuzzy(leaves, form, form.length >= twoEditsFrom ? 2 : 1, inName, true);
}

function handleSpans(handle: string, leaves: Leaves): Spans[] {
  const full = handle.toLowerCase();
  const first = full.split(/[.@]/, 1)[0] ?? full;
  const plain = first.replaceAll(/[_-]/g, '');
  const items = [exactWord(leaves, full, inHandle), exactWord(leaves, first, inHandle)];
  if (plain !== '') items.push(exactWord(leaves, plain, inHashtag));
  if (plain.length >= compoundFrom) items.push(exactWord(leaves, plain, inWord));
  return items;
}

function hostSpans(host: string, leaves: Leaves): Spans {
  const bare = host.replace(/^www\./, '');
  return leaves.leaf(`link ${bare}`, () => hostIn(bare));
}
