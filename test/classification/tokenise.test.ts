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

  it('is read whole where it is long, in parts that overlap', () => {
    const words = Array.from({ length: 300 }, (_, at) => (at % 2 ? 'dag' : 'nee'));
    const [whole] = vocabulary.parts('nee dag');
    expect(vocabulary.parts('nee dag')).toEqual([vocabulary.encode('nee dag')]);
    const pieces = words.map((word) => whole![word === 'nee' ? 1 : 2]);
    const parts = vocabulary.parts(words.join(' ')).map((ids) => ids.slice(1, -1));
    expect(parts.map((ids) => ids.length)).toEqual([94, 94, 94, 94]);
    expect(parts[0]).toEqual(pieces.slice(0, 94));
    expect(parts[1]).toEqual(pieces.slice(68, 162));
    expect(parts[3]).toEqual(pieces.slice(206));
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
    for (const text of hostile) {
      const normalised = normalise(text, ['a.b(c', '@x']);
      expect(vocabulary.encode(normalised).length).toBeLessThan(97);
      const parts = vocabulary.parts(normalised);
      expect(parts.length).toBeLessThan(17);
      expect(parts.every((ids) => ids.length < 97)).toBe(true);
    }
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
