import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/matching/match.ts';
import { type Company, topics } from '../../src/model.ts';
import { checkExamples, examplePost, parseRules, readRules } from '../../src/rules.ts';

const folder = fileURLToPath(new URL('../../rules', import.meta.url));
const company: Company = {
  name: 'Noordlicht',
  names: ['Noordlicht Energie'],
  handles: ['noordlicht_nl'],
  locale: 'nl',
  timeZone: 'Europe/Amsterdam',
  references: [],
};
const { rules, problems } = await readRules(folder);

describe('the default rules', () => {
  it('load without a problem, one for each topic and one for the brand', () => {
    expect(problems).toEqual([]);
    expect(
      rules
        .map(({ topic }) => topic)
        .filter(Boolean)
        .sort(),
    ).toEqual([...topics].sort());
    expect(rules.filter(({ role }) => role === 'mention').map(({ name }) => name)).toEqual(['brand']);
  });

  it('hit and miss their own examples, of which each has at least two', () => {
    expect(checkExamples(rules, company)).toEqual([]);
    for (const { name, examples } of rules) {
      expect(examples.hit.length, name).toBeGreaterThanOrEqual(2);
      expect(examples.miss.length, name).toBeGreaterThanOrEqual(1);
    }
  });

  it('hear nothing in a post that does not name the company, unless everything is asked for', () => {
    const matcher = compile(rules, company);
    const post = examplePost('Nu al de derde dubbele factuur deze maand', company);
    expect(matcher.match(post)).toBeNull();
    expect(matcher.match(post, { everything: true })?.matches.map(({ rule }) => rule)).toContain('billing');
  });

  it('are compiled for another company in less time than a post takes to be classified', () => {
    compile(rules, company);
    const times = Array.from({ length: 9 }, (_, index) => {
      const before = performance.now();
      compile(rules, { ...company, name: `Noordlicht ${index}` });
      return performance.now() - before;
    });
    // The least of nine: a busy machine disturbs the others.
    expect(Math.min(...times)).toBeLessThan(20);
  });
});

describe('a rule file', () => {
  it('says of every mistake where it is and what would be right, and the other rules load', () => {
    const read = parseRules(
      'rules/mine.yaml',
      [
        'rules:',
        '  - name: good',
        '    query: factuur',
        '  - name: typo',
        '    querry: factuur',
        '  - name: mixed',
        '    any:',
        '      - factuur',
        '      - a AND b OR c',
        '  - name: good',
        '    query: nota',
        '  - name: none',
        '    none: [factuur]',
      ].join('\n'),
    );
    expect(read.rules.map(({ name }) => name)).toEqual(['good']);
    expect(read.problems).toHaveLength(4);
    const [typo, mixed, nothing, twice] = read.problems;
    expect(typo).toMatch(
      /^rules\/mine\.yaml:5:5 rules\[1\]\.querry: is not a setting; did you mean "query"\? \(in rule “typo”\)$/,
    );
    expect(mixed).toMatch(/^rules\/mine\.yaml:9:9 rules\[2\]\.any\[1\] \(mixed\): at 9: AND and OR without brackets/);
    expect(mixed).toContain('(a AND b) OR c');
    expect(mixed).toContain('a AND (b OR c)');
    expect(nothing).toContain('says nothing that must be there');
    expect(twice).toMatch(/^rules\/mine\.yaml:10:5 rules \(good\): mine\.yaml:2 has a rule of that name/);
  });
});
