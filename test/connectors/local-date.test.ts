import { expect, it } from 'vitest';
import { readLocalDate } from '../../connectors/local-date.ts';

const amsterdam = (text: string, order: 'day-first' | 'month-first' = 'day-first') =>
  readLocalDate(text, 'Europe/Amsterdam', order);

it.each([
  ['24-11-2026 13:05', '2026-11-24T12:05:00.000Z'],
  ['24/11/2026 13:05:30', '2026-11-24T12:05:30.000Z'],
  ['4.7.2026, 9:05', '2026-07-04T07:05:00.000Z'],
  ['24-11-2026', '2026-11-23T23:00:00.000Z'],
  ['2026-11-24', '2026-11-23T23:00:00.000Z'],
  ['2026-11-24 13:05', '2026-11-24T12:05:00.000Z'],
  ['2026-11-24T13:05:00', '2026-11-24T12:05:00.000Z'],
  ['2026-11-24T13:05:00.123456Z', '2026-11-24T13:05:00.123Z'],
  ['2026-11-24 13:05:00 +0100', '2026-11-24T12:05:00.000Z'],
  ['2026-11-24T13:05:00+01:00', '2026-11-24T12:05:00.000Z'],
  ['24 november 2026 om 13.05 uur', '2026-11-24T12:05:00.000Z'],
  ['dinsdag 24 nov. 2026 13:05', '2026-11-24T12:05:00.000Z'],
  ['3 maart 2026', '2026-03-02T23:00:00.000Z'],
  ['3-mrt-2026', '2026-03-02T23:00:00.000Z'],
  ['Nov 24, 2026 1:05 PM', '2026-11-24T12:05:00.000Z'],
  ['Tue, Nov 24, 2026 12:05 am', '2026-11-23T23:05:00.000Z'],
])('reads %s as %s', (text, expected) => {
  expect(amsterdam(text)).toBe(expected);
});

it('takes the order of day and month from the settings, never from the numbers', () => {
  expect(amsterdam('03-04-2026')).toBe('2026-04-02T22:00:00.000Z');
  expect(amsterdam('03/04/2026', 'month-first')).toBe('2026-03-03T23:00:00.000Z');
  expect(amsterdam('11/24/2026')).toBeUndefined();
  expect(amsterdam('24/11/2026', 'month-first')).toBeUndefined();
});

it('takes the first of the hour that the clock shows twice, and moves on one that it leaves out', () => {
  expect(amsterdam('25-10-2026 02:30')).toBe('2026-10-25T00:30:00.000Z');
  expect(amsterdam('29-03-2026 02:30')).toBe('2026-03-29T01:30:00.000Z');
});

it.each([
  '',
  'gisteren',
  '24-11-26',
  '31-02-2026',
  '24-13-2026',
  '24-11-2026 25:00',
  '24 brumaire 2026',
  '0',
  '1'.repeat(9_999),
])('finds no date in %j', (text) => {
  expect(amsterdam(text)).toBeUndefined();
});
