import type { Instant } from '../model.ts';
import type { Store } from '../store/store.ts';

/** An ISO week of a time zone as moments, `to` exclusive; undefined for a text that is no week. */
export function weekRange(
  week: string,
  timeZone: string,
): { readonly from: Instant; readonly to: Instant } | undefined {
  const found = /^(\d{4})-W(\d{2})$/.exec(week);
  if (!found) return undefined;
  const monday = mondayOf(Number(found[1]), Number(found[2]));
  if (weekOf(monday) !== week) return undefined;
  const start = (date: Temporal.PlainDate): Instant =>
    new Date(date.toZonedDateTime(timeZone).epochMilliseconds).toISOString();
  return { from: start(monday), to: start(monday.add({ days: 7 })) };
}

/** The last whole week before this moment, as 2026-W47. */
export function lastWeek(now: number, timeZone: string): string {
  return weekOf(dateOf(now, timeZone).subtract({ days: 7 }));
}

/** The week before that one. */
export function weekBefore(week: string): string {
  const found = /^(\d{4})-W(\d{2})$/.exec(week);
  return found ? weekOf(mondayOf(Number(found[1]), Number(found[2])).subtract({ days: 7 })) : week;
}

/** The week whose digest is due and not made yet, if any. `day` is 1 for Monday, `at` is `08:00`; both count in the time
 *  zone. It stays due for a week, so that a daemon that was off on Monday makes it up once. */
export async function dueWeek(
  store: Store,
  now: number,
  timeZone: string,
  day: number,
  at: string,
): Promise<string | undefined> {
  const week = lastWeek(now, timeZone);
  const today = dateOf(now, timeZone);
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const moment = monday.add({ days: day - 1 }).toZonedDateTime({ timeZone, plainTime: at });
  if (now < moment.epochMilliseconds) return undefined;
  return (await store.digest(week)) ? undefined : week;
}

function dateOf(now: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
}

function weekOf(date: Temporal.PlainDate): string {
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
}

/** 4 January is always in the first ISO week. */
function mondayOf(year: number, week: number): Temporal.PlainDate {
  const january = new Temporal.PlainDate(year, 1, 4);
  return january.subtract({ days: january.dayOfWeek - 1 }).add({ weeks: week - 1 });
}
