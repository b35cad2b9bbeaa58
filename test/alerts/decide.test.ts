import { describe, expect, it } from 'vitest';
import { decide, decideRemoved, type Policy } from '../../src/alerts/decide.ts';
import { verdictLabels } from '../../src/model.ts';
import { aClassification, aCompany, aMention, aPost, aTicket, aVerdict } from '../support/a.ts';

const policy: Policy = {
  company: aCompany(),
  routes: [
    { channels: ['managers'], verdicts: ['reported-unresolved'], severity: 3 },
    { channels: ['care'], verdicts: ['unreported', 'reported-unresolved', 'unknown'], severity: 1 },
  ],
  within: 7 * 86_400_000,
  patience: 600_000,
};
const now = '2026-11-10T10:01:00.000Z';

describe('deciding about alerts', () => {
  it('alerts for a complaint that nobody reported, on the first route that fits', () => {
    const [alert, ...others] = decide(aMention(), undefined, [], policy, now);
    expect(alert?.id).toBe('complaint:x:1>care');
    expect(others).toEqual([]);
    const grave = aMention({
      classification: aClassification({ severity: 3 }),
      verdict: aVerdict({ label: 'reported-unresolved' }),
    });
    expect(decide(grave, undefined, [], policy, now).map(({ channel }) => channel)).toEqual(['managers']);
  });

  it('is silent about what was reported, is no complaint, is a copy, or fits no route', () => {
    const silent = [
      aMention({ verdict: aVerdict({ label: 'reported', ticket: 'desk:T1' }) }),
      aMention({ classification: aClassification({ complaint: { is: false, probability: 0.1, because: [] } }) }),
      aMention({ copyOf: 'x:0' }),
      aMention({ classification: aClassification({ severity: 0 }) }),
      aMention({ verdict: null }),
    ];
    for (const mention of silent) expect(decide(mention, undefined, [], policy, now)).toEqual([]);
  });

  it('edits the alert that it made before, whatever the verdict has become', () => {
    const before = decide(aMention(), undefined, [], policy, now)[0]!;
    const mention = aMention({ verdict: aVerdict({ label: 'reported', ticket: 'desk:T1', probability: 0.99 }) });
    const after = decide(mention, aTicket(), ['care'], policy, now)[0]!;
    expect(after.id).toBe(before.id);
    expect([before.onlyEdit, after.onlyEdit]).toEqual([undefined, true]);
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(after.message.title).toContain('Reported to the helpdesk');
    expect(after.message.links.map(({ url }) => url)).toContain('https://desk.example/T1');
  });

  it('sends nothing again when only the probability moved', () => {
    const [one] = decide(aMention({ verdict: aVerdict({ probability: 0.03 }) }), undefined, [], policy, now);
    const [two] = decide(aMention({ verdict: aVerdict({ probability: 0.05 }) }), undefined, ['care'], policy, now);
    expect(two?.fingerprint).toBe(one?.fingerprint);
  });

  it('waits a while for the verdict, unless the complaint is urgent', () => {
    const unknown = aMention({ verdict: aVerdict({ label: 'unknown' }) });
    expect(decide(unknown, undefined, [], policy, now)[0]?.holdUntil).toBe('2026-11-10T10:10:30.000Z');
    expect(decide(aMention(), undefined, [], policy, now)[0]?.holdUntil).toBeUndefined();
    const urgent = { ...unknown, classification: aClassification({ severity: 3 }) };
    expect(decide(urgent, undefined, [], policy, now)[0]?.holdUntil).toBeUndefined();
  });

  it('leaves what is older than the policy allows to the digest', () => {
    const old = aMention({ post: aPost({ createdAt: '2026-10-01T10:00:00.000Z' }) });
    expect(decide(old, undefined, [], policy, now)).toEqual([]);
  });

  it('says what, who, where, the verdict with evidence, why it was heard, and what to do', () => {
    const evidence = [{ kind: 'identity', weight: -2, detail: 'no ticket of this handle in 30 days' }];
    const because = [{ start: 38, end: 52, text: 'uur in de wacht' }];
    const mention = aMention({
      verdict: aVerdict({ evidence }),
      classification: aClassification({ complaint: { is: true, probability: 0.9, because } }),
    });
    for (const locale of ['nl', 'en'] as const) {
      const { message } = decide(mention, undefined, [], { ...policy, company: aCompany({ locale }) }, now)[0]!;
      expect(message.quote?.text).toContain('al een uur in de wacht');
      expect(message.quote?.by).toContain('@jdevries84');
      expect(message.quote?.by).toContain('2026-11-10 11:00');
      const told = message.facts.map(({ text }) => text).join('\n');
      expect(told).toContain('no ticket of this handle');
      expect(told).toContain('uur in de wacht');
      expect(told).toContain('brand');
      expect(message.facts.every(({ label, text }) => label.length > 0 && text.length > 0)).toBe(true);
    }
  });

  it('has words for every verdict in both languages', () => {
    for (const locale of ['nl', 'en'] as const) {
      const titles = verdictLabels.map(
        (label) =>
          decide(
            aMention({ verdict: aVerdict({ label }) }),
            undefined,
            ['care'],
            { ...policy, company: aCompany({ locale }) },
            now,
          )[0]!.message.title,
      );
      expect(new Set(titles).size).toBe(verdictLabels.length);
    }
  });

  it('takes every word of a removed post out of the channel', () => {
    const shown = decide(aMention(), undefined, [], policy, now)[0]!;
    const alert = decideRemoved(shown, 'en', now);
    expect(alert.onlyEdit).toBe(true);
    expect(alert.id).toBe('complaint:x:1>care');
    expect(JSON.stringify(alert)).not.toContain('wacht');
    expect(alert.message.quote).toBeUndefined();
  });
});
