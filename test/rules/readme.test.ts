import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/matching/match.ts';
import { Mistake } from '../../src/matching/query/mistake.ts';
import { parse } from '../../src/matching/query/parse.ts';
import type { Classification, Company, Post } from '../../src/model.ts';
import { checkExamples, parseRules } from '../../src/rules.ts';

const readme = readFileSync(new URL('../../rules/README.md', import.meta.url), 'utf8');
const company: Company = {
  name: 'Kabelaar',
  names: [],
  handles: ['kabelaar_care'],
  locale: 'nl',
  timeZone: 'Europe/Amsterdam',
  references: [],
};
const base: Post = {
  id: 'test:1',
  source: 'test',
  url: null,
  author: { handle: 'jan', name: null },
  text: 'iets',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const classified: Classification = {
  sentiment: { label: 'neutral', score: 0 },
  complaint: { is: false, probability: 0, because: [] },
  aboutUs: 1,
  intent: 'other',
  severity: 0,
  topics: [],
  saysReported: 0,
};

/** The rows of every table under a heading, each a list of cells without their backticks. */
function rowsUnder(heading: string): string[][] {
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(2, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
    );
}

function hits(query: string, example: string): boolean {
  const rule = {
    name: 'example',
    role: 'mention',
    query,
    examples: { hit: [], miss: [] },
    place: { file: 'README.md', line: 1, col: 1 },
  } as const;
  const given = example.startsWith('{') ? (JSON.parse(example) as object) : { text: example };
  const post = { ...base, ...given };
  const matcher = compile([rule], company);
  const heard = matcher.match(post, { everything: true });
  if (!heard) return false;
  return matcher.settle(heard, post, { ...classified, ...given }).matches.length > 0;
}

describe('the rule language, as rules/README.md tells it', () => {
  for (const heading of ['Words', 'Together', 'The company', 'Fields']) {
    const rows = rowsUnder(heading);
    it(`${heading}: hits and misses what its ${rows.length} examples say`, () => {
      expect(rows.length).toBeGreaterThan(0);
      for (const [query = '', hit = '', miss = ''] of rows) {
        for (const text of hit.split(' · ')) expect(hits(query, text), `${query} should hit ${text}`).toBe(true);
        for (const text of miss.split(' · ')) expect(hits(query, text), `${query} should miss ${text}`).toBe(false);
      }
    });
  }

  it('What is refused: is refused at that place, with those readings', () => {
    const rows = rowsUnder('What is refused');
    expect(rows.length).toBeGreaterThan(20);
    for (const [query = '', at = '', ...readings] of rows) {
      let mistake: unknown;
      try {
        parse(query);
      } catch (error) {
        mistake = error;
      }
      expect(mistake, `${query} should be refused`).toBeInstanceOf(Mistake);
      if (!(mistake instanceof Mistake)) continue;
      expect({ query, at: mistake.at + 1, readings: mistake.readings }).toEqual({
        query,
        at: Number(at),
        readings: readings.filter(Boolean),
      });
      const [, shown = '', caret = ''] = mistake.message.split('\n');
      expect(caret.indexOf('^'), mistake.message).toBe(2 + mistake.at);
      expect(shown).toBe(`  ${query}`);
    }
  });

  it('every complete reading that is offered is itself accepted', () => {
    for (const [query = '', , ...readings] of rowsUnder('What is refused'))
      for (const reading of readings)
        if (reading && !reading.includes('…') && !/^NEAR/.test(reading) && !/^NOT /.test(reading))
          expect(() => parse(reading), `${query} → ${reading}`).not.toThrow();
  });

  it('the rule in the YAML example loads, and its examples hold', () => {
    const yaml = readme.split('```yaml\n')[1]?.split('```')[0] ?? '';
    const { rules, problems } = parseRules('README.md', yaml);
    expect(problems).toEqual([]);
    expect(rules).toHaveLength(1);
    expect(rules[0]?.examples.hit).toHaveLength(1);
    expect(checkExamples(rules, company)).toEqual([]);
  });
});
