import { describe, expect, it } from 'vitest';
import { compile } from '../../src/matching/match.ts';
import type { Rule } from '../../src/matching/rule.ts';
import type { Classification, Company, Post } from '../../src/model.ts';

const company: Company = {
  name: 'Kabelaar',
  names: ['Kabelaar Thuis', 'kabelaar.nl'],
  handles: ['kabelaar', 'kabelaar_care'],
  locale: 'nl',
  timeZone: 'Europe/Amsterdam',
  references: [],
};

function post(text: string, more: Partial<Post> = {}): Post {
  return {
    id: 'test:1',
    source: 'test',
    url: null,
    author: { handle: 'jan', name: 'Jan' },
    text,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}

const place = { file: 'test.yaml', line: 1, col: 1 };
const rule = (name: string, more: Partial<Rule>): Rule => ({
  name,
  role: 'mention',
  examples: { hit: [], miss: [] },
  place,
  ...more,
});
const brand = rule('brand', { brand: true });
const hits = (text: string, company_ = company): string[] =>
  (compile([brand], company_).match(post(text))?.matches ?? []).map(({ start, end }) => text.slice(start, end));

const classification: Classification = {
  sentiment: { label: 'negative', score: -0.6 },
  complaint: { is: true, probability: 0.9, because: [] },
  aboutUs: 1,
  intent: 'complaint',
  severity: 2,
  topics: [{ topic: 'billing', probability: 0.8 }],
  saysReported: 0,
};

describe('the brand', () => {
  it('is heard as a word, handle, hashtag, link, compound, genitive and misspelling, at its offsets', () => {
    for (const [text, hit] of [
      ['bel @kabelaar eens', '@kabelaar'],
      ['weer KABELAAR', 'KABELAAR'],
      ['#kabelaar faalt', '#kabelaar'],
      ['#NooitMeerKabelaar', '#NooitMeerKabelaar'],
      ['#nooitmeerkabelaar', '#nooitmeerkabelaar'],
      ['zie https://www.kabelaar.nl/storing', 'https://www.kabelaar.nl/storing'],
      ['een kabelaarmonteur belde', 'kabelaarmonteur'],
      ["Kabelaar's app", "Kabelaar's"],
      ['bij Kabelar werkt niets', 'Kabelar'],
      ['bij kabeelaar werkt niets', 'kabeelaar'],
      ['Kabelaaaaar!!', 'Kabelaaaaar'],
      ['dank @Kabelaar_Care', '@Kabelaar_Care'],
      ['@kabelaar.bsky.social hallo', '@kabelaar.bsky.social'],
      ['mail info@kabelaar.nl', 'kabelaar'],
    ] as const)
      expect(hits(text)[0], text).toBe(hit);
  });

  it('is not heard inside another word, and not in what only resembles it', () => {
    for (const text of ['de kabel is stuk', 'kabels en adelaar', 'onkabelaarlijk', 'nijmegen@kabel.be', 'wandelaar'])
      expect(hits(text), text).toEqual([]);
    const ing: Company = { ...company, name: 'ING', names: [], handles: ['ingnl'] };
    expect(hits('de betaling en de rekening', ing)).toEqual([]);
    expect(hits('Bij ING weer storing #INGfail', ing)).toEqual(['ING', '#INGfail']);
  });

  it('is never a mention where our own account speaks, on whatever server', () => {
    const matcher = compile([brand], company);
    for (const handle of ['kabelaar', 'Kabelaar', 'kabelaar_care', 'kabelaar@mastodon.nl'])
      expect(matcher.match(post('Kabelaar zoekt monteurs', { author: { handle, name: null } })), handle).toBeNull();
    expect(matcher.match(post('Kabelaar zoekt monteurs'))?.mention).toBe(true);
  });
});

describe('a rule that needs the classification', () => {
  const angry = rule('angry', { any: ['factuur'], sentiment: -0.3, severity: 3 });

  it('waits where its text part hits, and is settled by the classification', () => {
    const matcher = compile([angry], company);
    const one = post('weer een factuur');
    const heard = matcher.match(one);
    expect(heard).toMatchObject({ mention: true, matches: [], pending: [{ name: 'angry' }] });
    expect(matcher.settle(heard!, one, classification)).toEqual({
      matches: [{ rule: 'angry', start: 9, end: 16 }],
      mention: true,
      severity: 3,
    });
    const calm = { ...classification, sentiment: { label: 'neutral', score: 0 } } as const;
    expect(matcher.settle(heard!, one, calm)).toEqual({ matches: [], mention: false, severity: 2 });
  });

  it('does not wait where its text part misses', () => {
    expect(compile([angry], company).match(post('weer een brief'))).toBeNull();
  });
});

describe('the severity of a rule', () => {
  const settled = (severity: 1 | 3, heard: Classification): number => {
    const matcher = compile([rule('some', { any: ['factuur'], severity })], company);
    const one = post('weer een factuur');
    return matcher.settle(matcher.match(one)!, one, heard).severity;
  };

  it('is the least that a complaint has, and makes nothing of what is none', () => {
    expect(settled(3, classification)).toBe(3);
    expect(settled(1, classification)).toBe(2);
    const praise = { ...classification, complaint: { is: false, probability: 0.1, because: [] }, severity: 0 } as const;
    expect(settled(3, praise)).toBe(0);
  });
});

describe('topic rules', () => {
  const topic = rule('billing', { role: 'topic', topic: 'billing', any: ['*factuur*'] });

  it('say what a mention is about, and make none by themselves', () => {
    const matcher = compile([brand, topic], company);
    expect(matcher.match(post('mijn factuur klopt niet'))).toBeNull();
    expect(matcher.match(post('mijn eindfactuur van Kabelaar'))?.matches).toEqual([
      { rule: 'brand', start: 21, end: 29 },
      { rule: 'billing', start: 5, end: 16 },
    ]);
  });
});
