import type { Post, Ticket } from '../model.ts';
import { product } from './lexicon.ts';
import { fold } from './person.ts';
import { type Word, wordsOf } from './words.ts';

/** What is read of a text once, to be compared with many. */
interface Reading {
  /** Its letters and digits alone. */
  readonly bare: string;
  readonly words: readonly Word[];
  readonly figures: ReadonlySet<string>;
  readonly days: ReadonlySet<string>;
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
  /** The shared words that tell most, for a person. */
  readonly shared: readonly string[];
}

const alikeFrom = 0.45;
const day = 86_400_000;
const readings = new WeakMap<object, Reading>();

/** Compares what a post and a ticket are about. Pure: what is read of each is kept with it, nothing else is. */
export function compareIssues(post: Post, ticket: Ticket, names: readonly string[]): IssueMatch {
  const a = readingOf(post, post.text, post.createdAt, names);
  const b = readingOf(ticket, `${ticket.subject}\n${ticket.text}`, ticket.createdAt, names);
  if (repeats(a.bare, b.bare)) return { meaning: 1, peak: 1, figures: 0, day: false, shared: [post.text.slice(0, 60)] };
  if (a.words.length === 0 || b.words.length === 0) {
    return { meaning: 0, peak: 0, figures: 0, day: false, shared: [] };
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
    shared: [...same]
      .sort((x, y) => y.weight - x.weight)
      .filter(({ weight }) => weight > 1)
      .slice(0, 4)
      .map(({ text }) => text)
      .concat(figures.slice(0, 2)),
  };
}

/** Shorter than this it is no story that somebody repeats. */
const storyFrom = 12;

function bareOf(text: string): string {
  return fold(text.slice(0, 4_000).replace(/https?:\/\/\S{1,500}|@[\p{L}\p{N}_.]{1,80}/gu, ' '))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether one says the other word for word. */
function repeats(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= storyFrom && short.length * 3 >= long.length && long.includes(short);
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
  return { sum, peak: top.reduce((total, value) => total + value, 0) / 9 };
}

function readingOf(of: object, text: string, at: string, names: readonly string[]): Reading {
  const before = readings.get(of);
  if (before) return before;
  const words = wordsOf(text).filter(({ text: word }) => !names.includes(word));
  const read = {
    bare: bareOf(text),
    words,
    figures: figuresOf(text),
    days: daysOf(text, Date.parse(at)),
  };
  readings.set(of, read);
  return read;
}

/** Amounts, counts and times of two figures and more: `1.149,00` and `1149` are one. */
function figuresOf(text: string): ReadonlySet<string> {
  const figures = new Set<string>();
  for (const [written] of text.slice(0, 4_000).matchAll(/\d+(?:[.,:]\d+)*/g)) {
    const plain = written
      .replace(/[.,](?=\d{3}(?!\d))/g, '')
      .replace(/[,.:]0?0$/, '')
      .replace(/[,:]/g, '.');
    if (plain.length >= 2 && plain.length <= 9 && !/^20[12]\d$/.test(plain)) figures.add(plain);
  }
  return figures;
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
