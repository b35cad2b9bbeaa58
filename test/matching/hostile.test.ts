import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/matching/match.ts';
import { longestText, scan } from '../../src/matching/normalise.ts';
import { Mistake } from '../../src/matching/query/mistake.ts';
import { parse } from '../../src/matching/query/parse.ts';
import type { Company, Post } from '../../src/model.ts';
import { readRules } from '../../src/rules.ts';

const company: Company = {
  name: 'Kabelaar',
  names: ['Kabelaar Thuis Verzekeringen', 'kabelaar.nl'],
  handles: ['kabelaar'],
  locale: 'nl',
  timeZone: 'Europe/Amsterdam',
  references: [],
};
const { rules } = await readRules(fileURLToPath(new URL('../../rules', import.meta.url)));
const mean = [
  'aa*a*a*a*a*a*b* OR *?a?*a?a*bb',
  '(aaa* NEAR/100 *aaa) NEAR/100 (aaa* OR bbb*)',
  'aaaaaaaa~2 OR kabelaar~2',
  'SENTENCE(aaa* *aaa NOT bbb)',
  '"aaa aaa aaa aaa"',
  '~aaaaaa AND NOT zzz',
].map((query, index) => ({
  name: `mean ${index}`,
  role: 'mention' as const,
  query,
  examples: { hit: [], miss: [] },
  place: { file: 'test.yaml', line: 1, col: 1 },
}));
const matcher = compile([...rules, ...mean], company);

const size = 100_000;
const every = (unit: string): string => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
const scripts = Array.from({ length: size }, (_, at) => String.fromCharCode(0x20 + at * 7)).join('');
const texts: Readonly<Record<string, string>> = {
  'one letter': every('a'),
  'one word': every('aaa '),
  'combining marks': `a${every('\u0301')}`,
  'every script': scripts,
  'lone surrogates': every('\ud83d'),
  'emoji joined without end': every('👩‍'),
  hyphens: every('a-'),
  apostrophes: every("a'"),
  'capitals in a hashtag': `#${every('aB')}`,
  underscores: `#${every('a_')}`,
  handles: every('@a.'),
  'one handle': `@${every('a@')}`,
  'one link': `http://${every('a.')}`,
  links: every('http://a '),
  elongations: every('aaabbbccc'),
  'full stops': every('a. '),
  quotes: every('"('),
  'right-to-left marks and NUL': every('\u202e\u0000a'),
  ligatures: every('\ufdfa'),
  'the brand': every('kabelaar '),
  'nearly the brand': every('kabelar-thuis '),
};

function post(text: string): Post {
  return {
    id: 'a:1',
    source: 'a',
    url: null,
    author: { handle: 'a', name: null },
    text,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}

describe('a hostile text of 100,000 characters', () => {
  for (const [what, text] of Object.entries(texts)) {
    it(`of ${what} costs a bounded time, and every offset lies in it`, () => {
      const before = process.cpuUsage();
      const heard = matcher.match(post(text), { everything: true });
      const { user } = process.cpuUsage(before);
      expect(user / 1000, 'milliseconds').toBeLessThan(1_500);
      for (const { start, end } of heard?.matches ?? []) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }
    });
  }

  it('is read up to its bound, and the words before that are heard', () => {
    expect(scan(`Kabelaar ${every('x')}`).text.length).toBe(longestText);
    expect(matcher.match(post(`Kabelaar ${'x '.repeat(200_000)}`))?.mention).toBe(true);
  });
});

describe('a hostile query', () => {
  for (const [what, query, at] of [
    ['a million opening brackets', '('.repeat(1_000_000), 50_000],
    ['forty thousand opening brackets', '('.repeat(40_000), 41],
    ['forty thousand SENTENCEs', 'SENTENCE('.repeat(4_000), undefined],
    ['a million closing brackets', ')'.repeat(40_000), 0],
    ['ten thousand terms', Array.from({ length: 10_000 }, (_, index) => `w${index}`).join(' OR '), undefined],
    ['NOT without end', 'NOT '.repeat(10_000), undefined],
    ['NEAR over many alternatives', `(${'ab OR '.repeat(60)}ab) NEAR/3 (${'cd OR '.repeat(60)}cd)`, undefined],
    ['a wildcard alone', '*', 0],
    ['wildcards alone', '*?*?*', 0],
    ['a quotation mark and nothing else', '"', 0],
    ['marks only', '\u0301'.repeat(10_000), 0],
    ['a NUL', '\u0000', 0],
  ] as const) {
    it(`of ${what} is refused at its place, at once`, () => {
      const before = process.cpuUsage();
      let mistake: unknown;
      try {
        parse(query);
      } catch (error) {
        mistake = error;
      }
      expect(process.cpuUsage(before).user / 1000, 'milliseconds').toBeLessThan(1_000);
      expect(mistake).toBeInstanceOf(Mistake);
      if (!(mistake instanceof Mistake)) return;
      if (at !== undefined) expect(mistake.at).toBe(at);
      expect(mistake.message.length).toBeLessThan(2_000);
    });
  }
});
