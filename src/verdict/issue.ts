import type { Post, Ticket } from '../model.ts';
import { fold } from './fold.ts';
import { product } from './lexicon.ts';
import { once } from './once.ts';
import { isMoney, withoutReferences } from './reference.ts';
import { type Word, wordsOf } from './words.ts';

/** What is read of a text once, to be compared with many. */
interface Reading {
  /** Its letters and digits alone. */
  readonly bare: string;
  /** What its words tell together. */
  readonly tells: number;
  readonly words: readonly Word[];
  readonly figures: ReadonlySet<string>;
  readonly days: ReadonlySet<string>;
  /** Of money. */
  readonly amounts: readonly number[];
}

/** How alike what two texts complain about is. */
export interface IssueMatch {
  /** Words of like meaning on both sides, by what they tell; 0…1. */
  readonly meaning: number;
  /** The three likenesses that tell most, 0…1. */
  readonly peak: number;
  /** Shared amounts and counts, 0…1. */
  readonly figures: number;
  /** A day that both name, by date or relative to when they wrote. */
  readonly day: boolean;
  /** Both name amounts of money, and none on either side is near one on the other. */
  readonly otherAmount: boolean;
  /** The shared words that tell most, for a person. */
  readonly shared: readonly string[];
}

const alikeFrom = 0.45;
const day = 86_400_000;
/** Of three words that few write. */
const mostTelling = 9;

/** Compares what posts and tickets of a company are about, whose own `names` tell nothing and whose numbers have these
 *  `formats`. Pure: what is read of a post, a ticket, and both, is kept with them. */
export function issuesOf(
  names: readonly string[],
  formats: readonly string[],
): (post: Post) => (ticket: Ticket) => IssueMatch {
  const ofPost = once(({ text, createdAt }: Post) => readingOf(text, createdAt, names, formats));
  const ofTicket = once(({ subject, text, createdAt }: Ticket) =>
    readingOf(`${subject}\n${text}`, createdAt, names, formats),
  );
  return once((post) => once((ticket) => compare(post, ofPost(post), ofTicket(ticket))));
}

function compare(post: Post, a: Reading, b: Reading): IssueMatch {
  if (repeats(a.bare, b.bare)) {
    const peak = Math.min(1, Math.min(a.tells, b.tells) / mostTelling);
    return { meaning: 1, peak, figures: 0, day: false, otherAmount: false, shared: [quoteOf(post.text)] };
  }
  if (a.words.length === 0 || b.words.length === 0) {
    return { meaning: 0, peak: 0, figures: 0, day: false, otherAmount: false, shared: [] };
  }
  const [forth, back] = align(a.words, b.words);
  const size = Math.sqrt(Math.sqrt(a.words.length * b.words.length));
  const same = a.words.filter((word) => b.words.some((other) => other.stem === word.stem));
  const figures = [...a.figures].filter((figure) => b.figures.has(figure));
  return {
    meaning: Math.min(1, (forth.sum + back.sum) / (size * 5)),
    peak: (forth.peak + back.peak) / 2,
    figures: 1 - Math.exp(-figures.reduce((sum, figure) => sum + Math.min(1.5, figure.length / 3), 0)),
    day: [...a.days].some((date) => b.days.has(date)),
    otherAmount: differ(a.amounts, b.amounts),
    shared: shownOf(same, figures),
  };
}

/** The words that tell most, and figures beside them; a figure of two digits alone is no story. */
function shownOf(same: readonly Word[], figures: readonly string[]): string[] {
  const words = [...same]
    .sort((x, y) => y.weight - x.weight)
    .filter(({ weight }) => weight > 1)
    .slice(0, 4)
    .map(({ text }) => text);
  const telling = words.length > 0 ? figures : figures.filter((figure) => figure.replace(/\D/g, '').length > 2);
  return [...words, ...telling.slice(0, 2)];
}

const longestQuote = 60;

/** The beginning of a text for a person, without links and accounts. */
function quoteOf(text: string): string {
  const plain = text.slice(0, 4_000).replace(linksAndAccounts, ' ').replace(/\s+/g, ' ').trim();
  const end = plain.length <= longestQuote ? plain.length : plain.lastIndexOf(' ', longestQuote);
  return plain.slice(0, end > 0 ? end : longestQuote).replace(/[\s.,;:!?]+$/, '');
}

/** Shorter than this it is nothing that somebody repeats. */
const repeatedFrom = 12;

const linksAndAccounts = /https?:\/\/\S{1,500}|@[\p{L}\p{N}_.]{1,80}/gu;

function bareOf(text: string): string {
  return fold(text.slice(0, 4_000).replace(linksAndAccounts, ' '))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether one says the other word for word. */
function repeats(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= repeatedFrom && short.length * 3 >= long.length && long.includes(short);
}

interface Alignment {
  readonly sum: number;
  readonly peak: number;
}

/** What of the words of either side finds one of like meaning on the other: in all, as a share, and the three that tell
 *  most. */
function align(a: readonly Word[], b: readonly Word[]): [forth: Alignment, back: Alignment] {
  const forth = new Float64Array(a.length);
  const back = new Float64Array(b.length);
  for (const [i, word] of a.entries()) {
    for (const [j, other] of b.entries()) {
      const alike = likenessOf(word, other);
      if (alike > forth[i]!) forth[i] = alike;
      if (alike > back[j]!) back[j] = alike;
    }
  }
  return [summed(a, forth), summed(b, back)];
}

function likenessOf(word: Word, other: Word): number {
  if (word.stem === other.stem) return 1;
  if (!word.vector || !other.vector) return 0;
  const cosine = product(word.vector, other.vector) / Math.sqrt(word.square * other.square || 1);
  return (cosine - alikeFrom) / (1 - alikeFrom);
}

function summed(words: readonly Word[], best: Float64Array): Alignment {
  const found = words.map(({ weight }, at) => best[at]! * weight);
  const sum = found.reduce((total, value) => total + value, 0);
  const top = found.sort((x, y) => y - x).slice(0, 3);
  return { sum, peak: top.reduce((total, value) => total + value, 0) / mostTelling };
}

function readingOf(written: string, at: string, names: readonly string[], formats: readonly string[]): Reading {
  const text = withoutReferences(written, formats);
  const words = wordsOf(text).filter(({ text: word }) => !names.includes(word));
  return {
    bare: bareOf(text),
    tells: words.reduce((sum, { weight }) => sum + weight, 0),
    words,
    figures: figuresOf(text),
    days: daysOf(text, Date.parse(at)),
    amounts: amountsOf(text),
  };
}

const numerals = new Map(
  `elf 11 twaalf 12 dertien 13 veertien 14 vijftien 15 zestien 16 zeventien 17 achttien 18 negentien 19 twintig 20 dertig 30
  veertig 40 vijftig 50 zestig 60 zeventig 70 tachtig 80 negentig 90 honderd 100 duizend 1000 tientje 10 eleven 11 twelve 12
  thirteen 13 fourteen 14 fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50
  sixty 60 seventy 70 eighty 80 ninety 90 hundred 100 thousand 1000 tenner 10 douze 12 quinze 15 vingt 20 trente 30
  quarante 40 cinquante 50 soixante 60 mille 1000`
    .split(/\s+/)
    .flatMap((word, at, all): [string, string][] => (at % 2 === 0 ? [[word, all[at + 1]!]] : [])),
);
const units = ['een', 'twee', 'drie', 'vier', 'vijf', 'zes', 'zeven', 'acht', 'negen'];
const compound =
  /^(een|twee|drie|vier|vijf|zes|zeven|acht|negen)en(twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)$/;

/** A number of two figures and more that is written as a word. */
function numeralOf(word: string): string | undefined {
  const [, unit = '', ten = ''] = compound.exec(word) ?? [];
  return unit === '' ? numerals.get(word) : String(Number(numerals.get(ten)) + units.indexOf(unit) + 1);
}

const dimensions = /(?<!\d)\d{2,4}(?:\s?[x×]\s?\d{2,4})+(?!\d)/giu;

/** Amounts, counts and times of two figures and more: `1.149,00` and `1149` are one, and so are `elf` and 11. */
function figuresOf(text: string): ReadonlySet<string> {
  const figures = new Set<string>();
  for (const [word] of fold(text.slice(0, 4_000)).matchAll(/\p{L}{3,18}/gu)) {
    const numeral = numeralOf(word);
    if (numeral !== undefined) figures.add(numeral);
  }
  // Sizes such as 160x200 are the same for whoever bought the thing.
  const unsized = text.slice(0, 4_000).replace(dimensions, ' ');
  for (const [written] of unsized.matchAll(/\d+(?:[.,:]\d+)*/g)) {
    const plain = ungrouped(written)
      .replace(/[,.:]0?0$/, '')
      .replace(/[,:]/g, '.');
    // 118 euro is how people tell 118,62.
    for (const figure of [plain, /^\d{3,}(?=\.\d\d$)/.exec(plain)?.[0] ?? plain]) {
      if (figure.length >= 2 && figure.length <= 9 && !/^20[12]\d$/.test(figure)) figures.add(figure);
    }
  }
  return figures;
}

/** `1.149,00` → 1149,00 */
function ungrouped(written: string): string {
  return written.replace(/[.,](?=\d{3}(?!\d))/g, '');
}

const mostAmounts = 20;
/** How far off an amount is that somebody tells from memory, as a share of it. */
const tolerance = 0.08;

/** Amounts of money, in whatever currency they are written. */
function amountsOf(text: string): number[] {
  const part = text.slice(0, 4_000);
  return [...part.matchAll(/\d+(?:[.,]\d+)*/g)]
    .filter(({ 0: { length }, index }) =>
      isMoney(part.slice(Math.max(0, index - 8), index), part.slice(index + length, index + length + 8)),
    )
    .slice(0, mostAmounts)
    .map(([written]) => Number(ungrouped(written).replace(',', '.')))
    .filter(Number.isFinite);
}

function differ(a: readonly number[], b: readonly number[]): boolean {
  const near = (x: number, y: number): boolean => Math.abs(x - y) <= tolerance * Math.max(x, y);
  return a.length > 0 && b.length > 0 && !a.some((x) => b.some((y) => near(x, y)));
}

const weekdays =
  'zondag|sunday|dimanche maandag|monday|lundi dinsdag|tuesday|mardi woensdag|wednesday|mercredi donderdag|thursday|jeudi vrijdag|friday|vendredi zaterdag|saturday|samedi'
    .split(' ')
    .map((names) => new RegExp(`(?:^|[^\\p{L}])(?:${names})`, 'iu'));
const relative: readonly (readonly [RegExp, number])[] = [
  [/(?:^|[^\p{L}])(?:vandaag|vanochtend|vanmiddag|vanavond|today|this morning|tonight|aujourd'hui|ce matin)/iu, 0],
  [/(?:^|[^\p{L}])(?:gisteren|gisteravond|yesterday|last night|hier soir)/iu, 1],
  [/(?:^|[^\p{L}])(?:eergisteren|avant-hier)/iu, 2],
];

/** The days that a text names, as dates: weekdays are the last before it was written. */
function daysOf(text: string, at: number): ReadonlySet<string> {
  const days = new Set<string>();
  const add = (back: number): unknown => days.add(new Date(at - back * day).toISOString().slice(5, 10));
  const part = text.slice(0, 4_000);
  for (const [word, back] of relative) if (word.test(part)) add(back);
  const today = new Date(at).getUTCDay();
  weekdays.forEach((names, weekday) => {
    if (names.test(part)) add((today - weekday + 7) % 7);
  });
  for (const [, date = '', month = ''] of part.matchAll(/(?<!\d)(\d{1,2})[/-](\d{1,2})(?!\d)/g)) {
    if (Number(date) <= 31 && Number(month) <= 12) days.add(`${month.padStart(2, '0')}-${date.padStart(2, '0')}`);
  }
  return days;
}
