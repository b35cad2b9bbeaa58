import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clip, normalise } from '../../src/classification/normalise.ts';
import { vocabularyOf } from '../../src/classification/tokenise.ts';

const here = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const vocabulary = vocabularyOf(here('../../models/vocabulary.tsv'));

interface Case {
  readonly text: string;
  readonly brand: string[];
  readonly normalised: string;
  readonly ids: number[];
}
const cases = here('tokens.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

describe('text as the transformer reads it', () => {
  it('is normalised as in training, character for character', () => {
    expect(cases.length).toBeGreaterThan(300);
    expect(cases.map(({ text, brand }) => normalise(text, brand))).toEqual(cases.map(({ normalised }) => normalised));
  });

  it('is cut into the same tokens as in training, one for one', () => {
    expect(cases.map(({ normalised }) => vocabulary.encode(normalised))).toEqual(cases.map(({ ids }) => ids));
  });

  it('never has more than 96 tokens, and keeps the head and the tail of a long text', () => {
    const ids = vocabulary.encode(normalise(`begin ${'ja '.repeat(40_000)}einde`, []));
    expect(ids).toHaveLength(96);
    expect(ids[1]).toBe(vocabulary.encode('begin')[1]);
    expect(ids.at(-2)).toBe(vocabulary.encode('x einde').at(-2));
  });

  it('takes whatever a stranger sends, in bounded time', () => {
    const hostile = [
      '\ud800 half a pair \udc00',
      '\u0000\u202e\u200b\ufeff',
      '@'.repeat(50_000),
      'www.'.repeat(20_000),
      `${'a@a.'.repeat(20_000)}!`,
      '﷽'.repeat(6000),
      '👩‍👩‍👧‍👦'.repeat(5000),
      '&amp;'.repeat(20_000),
    ];
    const start = performance.now();
    for (const text of hostile) expect(vocabulary.encode(normalise(text, ['a.b(c', '@x'])).length).toBeLessThan(97);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('hides every own name and handle, whatever characters they have', () => {
    const brand = ['C++ (shop)', '@c_plus', 'Bol.com', '#bol'];
    expect(normalise('Bij C++ (shop), @c_plus en bol.com of #bol, niet bolcom', brand)).toBe(
      'Bij @brand , @brand en @brand of @brand , niet bolcom',
    );
  });

  it('does not take a part of a word for our name', () => {
    expect(normalise('mijn ingang, de ING-app en @ingrid', ['ING'])).toBe('mijn ingang, de @brand -app en @user');
  });

  it('reads a very long text from both ends', () => {
    const text = `${'a'.repeat(50_000)}b`;
    expect(clip(text)).toHaveLength(6001);
    expect(clip(text).endsWith('b')).toBe(true);
  });
});
