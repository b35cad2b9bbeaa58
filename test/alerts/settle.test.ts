import { describe, expect, it } from 'vitest';
import { channelsFor } from '../../src/alerts/decide.ts';
import { settle } from '../../src/alerts/settle.ts';
import { aMention, aVerdict } from '../support/a.ts';

const said = { by: 'slack:U1', at: '2026-11-24T12:00:00.000Z' };

describe('a person’s answer', () => {
  it('outweighs the verdict, and is shown as its first evidence', () => {
    const mention = aMention({
      verdict: aVerdict({ label: 'unreported', evidence: [{ kind: 'name', weight: -1, detail: 'n' }] }),
    });
    const settled = settle(mention, { ...said, answer: 'already-reported', ticket: 'desk:T1' });
    expect(settled.verdict).toMatchObject({ label: 'reported', ticket: 'desk:T1', probability: 1 });
    expect(settled.verdict?.evidence.map(({ kind }) => kind)).toEqual(['person', 'name']);
    expect(settled.reviewAt).toBeNull();
  });

  it('can take a ticket away', () => {
    const mention = aMention({ verdict: aVerdict({ label: 'reported', ticket: 'desk:T1', probability: 0.97 }) });
    const settled = settle(mention, { ...said, answer: 'other-person', ticket: null });
    expect(settled.verdict).toMatchObject({ label: 'unreported', ticket: null, probability: 0 });
  });

  it('ends an alert about what is no complaint', () => {
    const settled = settle(aMention(), { ...said, answer: 'not-a-complaint', ticket: null });
    expect(settled.classification.complaint.is).toBe(false);
    const route = { channels: ['care'], verdicts: ['unreported' as const], severity: 0 as const };
    expect(channelsFor(settled, [route])).toEqual([]);
  });

  it('given twice is one', () => {
    const answer = { ...said, answer: 'already-reported' as const, ticket: 'desk:T1' };
    const once = settle(aMention(), answer);
    expect(settle(once, answer)).toEqual(once);
  });
});
