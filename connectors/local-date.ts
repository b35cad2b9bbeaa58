import type { Instant } from '../src/model.ts';
import { instantOf } from './plain-text.ts';

/** How a date in digits that does not begin with the year is read: 03-04-2026 is the third of April, or of March. */
export type DateOrder = 'day-first' | 'month-first';

const time = String.raw`(?:,? (?:om )?(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d{1,9})?)? ?(am|pm|uur)?)?`;
const digits = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})${time}$`, 'i');
const yearFirst = new RegExp(String.raw`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})${time}$`, 'i');
const dayName = new RegExp(String.raw`^(?:[a-z]{2,9},? )?(\d{1,2})[ -]([a-z]{3,9})\.?[ -](\d{4})${time}$`, 'i');
const nameDay = new RegExp(String.raw`^(?:[a-z]{2,9},? )?([a-z]{3,9})\.? (\d{1,2}),? (\d{4})${time}$`, 'i');

const months = ['jan', 'feb', 'mrt mar maa', 'apr', 'mei may', 'jun', 'jul', 'aug', 'sep', 'okt oct', 'nov', 'dec'];

/** The moment that a cell of a Dutch or English export means, or undefined. A date names its zone or is in `timeZone`;
 *  a year has four digits, so that no date can be read in two ways but by the order that is configured. Of an hour that
 *  the clock shows twice, the first is meant. */
export function readLocalDate(cell: string, timeZone: string, order: DateOrder): Instant | undefined {
  const text = cell
    .slice(0, 80)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(\d{4}-\d\d-\d\d)T(?=\d)/, '$1 ');
  if (/^\d{4}-\d\d-\d\d .*(?:Z|[+-]\d\d:?\d\d)$/i.test(text))
    return instantOf(text.replace(' ', 'T').replaceAll(' ', ''));
  const parts = partsOf(text, order);
  if (parts === undefined) return undefined;
  try {
    const plain = Temporal.PlainDateTime.from(parts, { overflow: 'reject' });
    return instantOf(plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds);
  } catch {
    return undefined;
  }
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

function partsOf(text: string, order: DateOrder): Parts | undefined {
  const dayFirst = order === 'day-first';
  let found = digits.exec(text);
  if (found) return parts(found[3], dayFirst ? found[2] : found[1], dayFirst ? found[1] : found[2], found.slice(4));
  found = yearFirst.exec(text);
  if (found) return parts(found[1], found[2], found[3], found.slice(4));
  found = dayName.exec(text);
  if (found) return parts(found[3], monthOf(found[2]), found[1], found.slice(4));
  found = nameDay.exec(text);
  return found ? parts(found[3], monthOf(found[1]), found[2], found.slice(4)) : undefined;
}

type Part = string | number | undefined;

function parts(year: Part, month: Part, day: Part, clock: readonly (string | undefined)[]): Parts {
  const [hour = '0', minute = '0', second = '0', half = ''] = clock;
  const noon = /pm/i.test(half) ? 12 : 0;
  const twelve = /am|pm/i.test(half) && hour === '12' ? 0 : Number(hour);
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: twelve + noon,
    minute: Number(minute),
    second: Number(second),
  };
}

/** 1 to 12, or 0 for what is no month. */
function monthOf(name = ''): number {
  const head = name.slice(0, 3).toLowerCase();
  return months.findIndex((names) => names.split(' ').includes(head)) + 1;
}
