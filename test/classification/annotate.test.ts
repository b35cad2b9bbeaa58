import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { verb } from '../../src/cli/annotate.ts';

interface Line {
  readonly id: string | number | null;
  readonly error?: string;
  readonly language: string;
  readonly sentiment: { label: string; score: number };
  readonly complaint: { is: boolean; probability: number; because: string[] };
  readonly topics: { topic: string; probability: number }[];
  readonly matches: { rule: string; start: number; end: number }[];
}

/** Runs `annotate` over these chunks of input. */
async function annotate(
  input: Iterable<string | Buffer>,
  args: readonly string[] = ['--fast'],
  beforeWrite: () => Promise<void> = async () => {},
): Promise<{ status: number; lines: Line[] }> {
  let out = '';
  const stdout = new Writable({
    highWaterMark: 1000,
    write(chunk, _, done) {
      out += String(chunk);
      void beforeWrite().then(() => done());
    },
  });
  const stderr = new Writable({ write: (_chunk, _encoding, done) => done() });
  const status = await verb.run(args, { stdin: Readable.from(input), stdout, stderr });
  return {
    status,
    lines:
      out.trim() === ''
        ? []
        : out
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as Line),
  };
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

describe('annotate', () => {
  it('writes one line for each, in order, in the promised shape', async () => {
    const { status, lines } = await annotate([
      line({
        id: 'a',
        text: 'Al drie dagen storing bij @kabelaar en niemand neemt de telefoon op, belachelijk!',
        brand: ['Kabelaar', '@kabelaar'],
      }),
      line({ id: 7, text: 'Fijne winkel, vriendelijk personeel, aanrader', source: 'google', rating: 5 }),
    ]);
    expect(status).toBe(0);
    expect(lines.map(({ id }) => id)).toEqual(['a', 7]);
    expect(Object.keys(lines[0]!)).toEqual([
      'id',
      'language',
      'sentiment',
      'complaint',
      'intent',
      'severity',
      'topics',
      'matches',
    ]);
    expect(lines[0]).toMatchObject({ language: 'nl', complaint: { is: true }, sentiment: { label: 'negative' } });
    expect(lines[0]!.matches).toContainEqual({ rule: 'brand', start: 26, end: 35 });
    expect(lines[1]).toMatchObject({ complaint: { is: false, because: [] }, sentiment: { label: 'positive' } });
  });

  it('answers a bad line at its place, goes on, and ends with 1', async () => {
    const { status, lines } = await annotate([
      line({ text: 'goed' }),
      'geen json\n',
      '\n',
      line({ id: 'x' }),
      line({ text: 'ook goed', rating: 9 }),
      line({ text: 'ook goed', brand: null, rating: null, lang: 'nl' }),
      '[1]\n',
    ]);
    expect(status).toBe(1);
    expect(lines.map(({ id, error }) => error ?? id)).toEqual([
      '1',
      'line 2: is no JSON',
      expect.stringMatching(/^line 4: text: /),
      expect.stringMatching(/^line 5: rating: /),
      '6',
      expect.stringMatching(/^line 7: /),
    ]);
    expect(lines.filter(({ id }) => id === null)).toHaveLength(4);
  });

  it('reads lines whatever chunks they come in, with a byte order mark, CRLF and no last line end', async () => {
    const text = `\uFEFF${line({ id: 1, text: 'één é' }).trimEnd()}\r\n${line({ id: 2, text: '😡' }).trimEnd()}`;
    const bytes = Buffer.from(text);
    const { status, lines } = await annotate(
      Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1)),
    );
    expect(lines.map(({ id }) => id)).toEqual([1, 2]);
    expect(status).toBe(0);
  });

  it('counts a line that is too long as bad, and keeps none of it', async () => {
    const { status, lines } = await annotate([
      ...Array.from({ length: 30 }, () => 'x'.repeat(100_000)),
      '\n',
      line({ id: 2, text: 'goed' }),
    ]);
    expect(lines.map(({ id, error }) => error ?? id)).toEqual(['line 1: is longer than 1000000 characters', 2]);
    expect(status).toBe(1);
  });

  it('reads no further ahead than it may hold while the reader of its output is slow', async () => {
    let read = 0;
    let written = 0;
    let ahead = 0;
    function* posts(): Generator<string> {
      for (; read < 4000; read++) yield line({ id: read, text: `bericht ${read}` });
    }
    const { lines } = await annotate(posts(), ['--fast'], async () => {
      written++;
      ahead = Math.max(ahead, read - written * 256);
      await new Promise(setImmediate);
    });
    expect(lines).toHaveLength(4000);
    expect(ahead).toBeLessThan(4 * 256);
  });

  it('hears each company by its own names', async () => {
    const text = 'Weer geen bus van Tramio';
    const { lines } = await annotate([
      line({ text, brand: ['Tramio'] }),
      line({ text, brand: ['Sokkenzo'] }),
      line({ text }),
    ]);
    const brands = lines.map(({ matches }) => matches.filter(({ rule }) => rule === 'brand').length);
    expect(brands).toEqual([1, 0, 0]);
  });

  it('gives the same answers however the lines fall into portions', async () => {
    const texts = Array.from({ length: 600 }, (_, at) =>
      line({ id: at, text: `bericht ${at} over een kapot ding en de rekening` }),
    );
    const [whole, apart] = [await annotate([texts.join('')]), await annotate(texts.slice(300))];
    expect(whole.lines.slice(300)).toEqual(apart.lines);
  });
});
