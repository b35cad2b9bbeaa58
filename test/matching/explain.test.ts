import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { explainMatch } from '../../src/cli/explain-match.ts';
import { testRule } from '../../src/cli/rules-test.ts';
import type { Rule } from '../../src/matching/rule.ts';
import type { Company, Mention, Post, Route } from '../../src/model.ts';

const company: Company = {
  name: 'Kabelaar',
  names: [],
  handles: ['kabelaar'],
  locale: 'nl',
  timeZone: 'Europe/Amsterdam',
  references: [],
};
const post = (text: string, createdAt = '2026-11-20T12:00:00.000Z'): Post => ({
  id: `test:${createdAt}`,
  source: 'test',
  url: null,
  author: { handle: 'jan', name: 'Jan' },
  text,
  createdAt,
});
const place = { file: 'test.yaml', line: 1, col: 1 };
const examples = { hit: [], miss: [] };
const rules: readonly Rule[] = [
  { name: 'brand', role: 'mention', brand: true, examples, place },
  { name: 'wait', role: 'topic', any: ['wacht* NEAR/2 uur', 'wachtrij'], examples, place },
  { name: 'bill', role: 'topic', all: ['*factuur*', 'NOT betaald', 'rating:<=2'], examples, place },
  { name: 'angry', role: 'topic', query: 'factuur', sentiment: -0.3, examples, place },
];

const routes: readonly Route[] = [{ channels: ['care'], verdicts: ['unreported'], severity: 0 }];

describe('the explanation of a text', () => {
  const told = explainMatch(post('De factuur van Kabelaar’s app. Wachten, al wel meer dan een uur.'), rules, company);

  it('shows every token with the forms it is compared by, and where a sentence ends', () => {
    expect(told).toContain("Kabelaar’s→kabelaar's|kabelaar");
    expect(told).toContain('app · / Wachten→wachten');
  });

  it('shows which part of which rule hits, with offsets', () => {
    expect(told).toMatch(/✓ brand \(mention\) hits\n {4}✓ brand: “Kabelaar’s” \(15–25\)/);
  });

  it('shows why a rule misses: too far apart, excluded, or what the post lacks', () => {
    expect(told).toContain('✗ wait (topic wait) misses');
    expect(told).toContain('✗ none of wacht* NEAR/2 uur · wachtrij');
    expect(told).toContain('✗ wacht* NEAR/2 uur: both are there, with 5 words between');
    expect(told).toContain('✓ *factuur*: “factuur” (3–10)');
    expect(told).toContain('✗ rating:<=2: the post has no rating');
    expect(told).toContain('? angry (topic angry) waits for the classification');
  });
});

describe('a rule tried on what is stored', () => {
  const day = 24 * 3_600_000;
  const now = Date.parse('2026-11-24T12:00:00.000Z');
  const stored = Array.from({ length: 28 }, (_, index): Mention => {
    const at = new Date(now - index * day).toISOString();
    const complaint = index % 2 === 0;
    return {
      id: `test:${index}`,
      post: post(index < 14 ? `factuur nummer ${index} van Kabelaar` : 'dank je wel Kabelaar', at),
      via: 'test',
      heardAt: at,
      matches: [],
      language: 'nl',
      classification: {
        sentiment: { label: 'negative', score: -0.9 },
        complaint: { is: complaint, probability: complaint ? 0.9 : 0.1, because: [] },
        aboutUs: 1,
        intent: complaint ? 'complaint' : 'question',
        severity: 1,
        topics: [],
        saysReported: 0,
      },
      verdict: complaint
        ? { label: index === 0 ? 'reported' : 'unreported', ticket: null, probability: 0, evidence: [] }
        : null,
      reviewAt: null,
      copyOf: null,
      keys: [],
    };
  });
  const store = {
    async *mentionsBetween(from: string, to: string) {
      for (const mention of stored) if (mention.post.createdAt >= from && mention.post.createdAt < to) yield mention;
    },
  };
  async function run(name: string, history: number, json: boolean): Promise<{ status: number; text: string }> {
    let text = '';
    const out = new Writable({
      write(chunk, _encoding, done) {
        text += String(chunk);
        done();
      },
    });
    const status = await testRule({ name, history, json, rules, company, routes, store, now: now + 1 }, out);
    return { status, text };
  }

  it('tells hits, the alerts to expect a week and at most ten samples', async () => {
    const { status, text } = await run('angry', 30 * day, true);
    expect(status).toBe(0);
    // Fourteen hits in 27 days, of which six are complaints that fit the route: nobody reported them.
    expect(JSON.parse(text)).toMatchObject({ mentions: 28, hits: 14, alertsPerWeek: 1.6 });
    expect(JSON.parse(text).samples).toHaveLength(10);
    expect((await run('angry', 30 * day, false)).text).toContain(
      'angry: 14 of 28 stored mentions since 2026-10-25 (50 %)',
    );
  });

  it('names the nearest rule where there is none of that name', async () => {
    expect(await run('angri', day, false)).toEqual({
      status: 1,
      text: 'there is no rule “angri”; did you mean "angry"?\n',
    });
  });
});
