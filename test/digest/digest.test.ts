import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dueWeek, lastWeek, weekBefore, weekRange } from '../../src/digest/due.ts';
import { makeDigest } from '../../src/digest/make.ts';
import { pseudonymous } from '../../src/digest/pseudonymous.ts';
import { renderCsv } from '../../src/digest/render-csv.ts';
import { startSummary } from '../../src/digest/summarise.ts';
import type { Mention } from '../../src/model.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { aClassification, aCompany, aMention, aPost, aVerdict } from '../support/a.ts';

const zone = 'Europe/Amsterdam';
const monday = (at: string): number => Date.parse(`2026-11-16T${at}+01:00`);

describe('weeks', () => {
  it('are ISO weeks of the time zone, also over a change of the clock', () => {
    expect(weekRange('2026-W47', zone)).toEqual({ from: '2026-11-15T23:00:00.000Z', to: '2026-11-22T23:00:00.000Z' });
    // The last Sunday of October has 25 hours.
    const autumn = weekRange('2026-W43', zone)!;
    expect(Date.parse(autumn.to) - Date.parse(autumn.from)).toBe((7 * 24 + 1) * 3_600_000);
  });

  it('cross the year as ISO does', () => {
    expect(lastWeek(Date.parse('2027-01-06T12:00:00Z'), zone)).toBe('2026-W53');
    expect(weekBefore('2027-W01')).toBe('2026-W53');
    expect(weekRange('2027-W53', zone)).toBeUndefined();
    expect(weekRange('2026-47', zone)).toBeUndefined();
  });
});

describe('the digest', () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'klankbord-digest-'));
    store = await openStore({ kind: 'sqlite', path: join(folder, 'k.db') });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('is due from Monday morning on, until it is made, and once however late', async () => {
    expect(await dueWeek(store, monday('07:59'), zone, 1, '08:00')).toBeUndefined();
    expect(await dueWeek(store, monday('08:00'), zone, 1, '08:00')).toBe('2026-W46');
    expect(await dueWeek(store, monday('08:00') + 5 * 86_400_000, zone, 1, '08:00')).toBe('2026-W46');
    await store.save({ digest: { week: '2026-W46', createdAt: '2026-11-16T07:00:00.000Z' } });
    expect(await dueWeek(store, monday('09:00'), zone, 1, '08:00')).toBeUndefined();
  });

  it('writes a page, a table and a text with the volume, the trend, and the share never reported', async () => {
    await store.save({ mentions: aWeek() });
    const settings = { company: aCompany(), digest: { folder, formats: ['html', 'csv', 'md'] as const } };
    const { files, message } = await makeDigest('2026-W46', store, settings, monday('08:00'));
    const [html = '', csv = '', md = ''] = files.map((file) => readFileSync(file, 'utf8'));
    expect(html).toContain('50 %');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3)/);
    expect(csv.split('\r\n')[1]).toMatch(/^2026-W46,billing,4,2,/);
    expect(md).toContain('| billing | 4 | 2 | 50 % |');
    expect(message.cause).toBe('digest:2026-W46');
    expect(message.facts[0]?.text).toContain('100 % more');
  });

  it('does not count copies, other weeks, or what is no complaint', async () => {
    const { add, finish } = startSummary('2026-W46', () => 0);
    add(aMention({ copyOf: 'x:0' }), 'this');
    add(
      aMention({ classification: aClassification({ complaint: { is: false, probability: 0.2, because: [] } }) }),
      'this',
    );
    add(aMention(), 'before');
    const summary = finish();
    expect([summary.mentions, summary.complaints, summary.complaintsBefore, summary.copies]).toEqual([2, 0, 1, 1]);
  });

  it('leaves complaints of unknown verdict out of the share, and says how many', async () => {
    const unknown = aMention({ id: 'x:9', post: aPost({ id: 'x:9' }), verdict: aVerdict({ label: 'unknown' }) });
    await store.save({ mentions: [...aWeek(), unknown] });
    const settings = { company: aCompany(), digest: { folder, formats: ['html'] as const } };
    const { files } = await makeDigest('2026-W46', store, settings, monday('08:00'));
    expect(readFileSync(files[0]!, 'utf8')).toContain('Of 1 complaint it is not known yet');
  });

  it('lets nothing that a stranger wrote run, calculate or format', async () => {
    const hostile = '=SUM(A1;A2) <script>alert(1)</script> | [x](javascript:alert(1)) \u202Egnp';
    const post = aPost({ id: 'x:7', text: hostile, createdAt: '2026-11-11T10:00:00.000Z' });
    await store.save({ mentions: [aMention({ id: 'x:7', post })] });
    const settings = { company: aCompany(), digest: { folder, formats: ['html', 'csv', 'md'] as const } };
    const { files } = await makeDigest('2026-W46', store, settings, monday('08:00'));
    const [html = '', csv = '', md = ''] = files.map((file) => readFileSync(file, 'utf8'));
    expect(html).not.toContain('<script');
    expect(csv).toContain("'=SUM");
    expect(md).not.toMatch(/<script|\]\(/);
    for (const text of [html, csv, md]) expect(text).not.toContain('\u202E');
  });

  it('quotes nobody by name, handle, address or number', () => {
    const text =
      'Dag @voorbeeld, ik ben Jan Jansen (jan@post.example, 0612345678), order VB-2026-118832: https://x.example/1 kwijt!';
    const quote = pseudonymous(text, { handle: 'janj', name: 'Jan Jansen' });
    expect(quote).not.toMatch(/Jan|Jansen|post\.example|0612|118832|x\.example|@voorbeeld/);
    expect(quote).toContain('kwijt');
  });

  it('writes decimals as the reader of the table expects them', () => {
    const { add, finish } = startSummary('2026-W46', () => 0);
    add(aMention(), 'this');
    const summary = finish();
    expect(renderCsv(summary, 'nl')).toContain(';1,000;');
    expect(renderCsv(summary, 'en')).toContain(',1.000,');
  });
});

/** Four complaints in the week, half of them unreported, after two in the week before. */
function aWeek(): Mention[] {
  const make = (id: string, createdAt: string, label: 'unreported' | 'reported'): Mention => {
    const post = aPost({
      id,
      createdAt,
      author: { handle: id.slice(2), name: null },
      text: `De factuur klopt weer niet, al ${id} keer gebeld.`,
    });
    const classification = aClassification({ topics: [{ topic: 'billing', probability: 0.9 }] });
    return aMention({ id, post, classification, verdict: aVerdict({ label }) });
  };
  return [
    make('x:a', '2026-11-03T10:00:00.000Z', 'unreported'),
    make('x:b', '2026-11-08T22:30:00.000Z', 'unreported'),
    make('x:c', '2026-11-08T23:30:00.000Z', 'unreported'),
    make('x:d', '2026-11-10T10:00:00.000Z', 'reported'),
    make('x:e', '2026-11-12T10:00:00.000Z', 'unreported'),
    make('x:f', '2026-11-15T22:30:00.000Z', 'reported'),
  ];
}
