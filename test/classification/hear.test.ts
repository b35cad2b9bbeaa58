import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hearer, hearerOf } from '../../src/classification/hear.ts';
import { type Classification, intents, topics } from '../../src/model.ts';

const folder = new URL('../../models/', import.meta.url).pathname;
const hearers: Record<'full' | 'fast', Hearer> = {
  full: await hearerOf({ folder, fast: false }),
  fast: await hearerOf({ folder, fast: true }),
};

const isShare = (value: number): boolean => value >= 0 && value <= 1;

function expectSound({ sentiment, complaint, aboutUs, intent, severity, topics: named, saysReported }: Classification) {
  expect(sentiment.score >= -1 && sentiment.score <= 1).toBe(true);
  expect(['negative', 'neutral', 'positive']).toContain(sentiment.label);
  expect([complaint.probability, aboutUs, saysReported].every(isShare)).toBe(true);
  expect(complaint.is).toBe(complaint.probability >= 0.5);
  expect(intents).toContain(intent);
  expect([0, 1, 2, 3]).toContain(severity);
  expect(severity > 0).toBe(complaint.is);
  expect(named.every(({ topic, probability }) => topics.includes(topic) && isShare(probability))).toBe(true);
  expect(named.map(({ probability }) => probability)).toEqual(
    named.map(({ probability }) => probability).toSorted((a, b) => b - a),
  );
  if (complaint.is) expect(named.length).toBeGreaterThan(0);
}

const letters = fc.string({ unit: 'binary', maxLength: 300 });
const wordy = fc
  .array(
    fc.constantFrom(
      'weer',
      'geen',
      'internet',
      '@kabelaar',
      'wacht',
      '!!!',
      '😡',
      'https://x.nl',
      'top',
      '&amp;',
      '\n',
    ),
    {
      maxLength: 60,
    },
  )
  .map((words) => words.join(' '));

describe.for(['full', 'fast'] as const)('hearing one text (%s)', (kind) => {
  it('gives a sound answer to whatever a stranger writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(letters, wordy),
        fc.array(fc.string({ maxLength: 20 }), { maxLength: 3 }),
        fc.option(fc.constantFrom(1, 2, 3, 4, 5), { nil: undefined }),
        async (text, brand, rating) => {
          const heard = await hearers[kind].hear({
            text,
            brand,
            language: 'other',
            ...(rating === undefined ? {} : { rating }),
          });
          expectSound(heard);
          for (const { start, end, text: part } of heard.complaint.because) expect(text.slice(start, end)).toBe(part);
        },
      ),
      { numRuns: kind === 'full' ? 60 : 300 },
    );
  });

  it('reads a text of a hundred thousand characters in the time of a long one', async () => {
    for (const text of ['ja '.repeat(33_000), '@'.repeat(100_000), 'a'.repeat(100_000), 'é😡'.repeat(33_000)]) {
      const start = performance.now();
      expectSound(await hearers[kind].hear({ text, brand: ['Kabelaar'], language: 'nl' }));
      expect(performance.now() - start).toBeLessThan(1500);
    }
  });

  it('underlines no number that says nothing without what follows it', async () => {
    const texts = [
      'Bezorgd om 13:40, zeggen ze. Er is hier niemand geweest @kabelaar, slechte service',
      'Klacht ingediend op 12 maart @kabelaar, antwoord? Nog steeds niets.',
    ];
    for (const text of texts) {
      const { complaint } = await hearers[kind].hear({ text, brand: ['kabelaar'], language: 'nl' });
      expect(complaint.because.length).toBeGreaterThan(0);
      for (const { text: part } of complaint.because) expect(part).not.toMatch(/ (?:om|op) \d+$/);
    }
  });

  it('hears in the same way with our name in any spelling of the configuration', async () => {
    const hear = (text: string, brand: string[]) => hearers[kind].hear({ text, brand, language: 'nl' });
    const [one, other] = await Promise.all([
      hear('Bij Kabelaar neemt niemand op', ['Kabelaar', '@kabelaar']),
      hear('Bij @VOLTENCO neemt niemand op', ['@voltenco']),
    ]);
    expect(one.complaint.probability).toBe(other.complaint.probability);
  });
});

describe('a long text', () => {
  const saturday = [
    'Zaterdag zijn we met de trein naar Middelburg gegaan, want mijn zus woont daar sinds het voorjaar.',
    'We hebben eerst koffie gedronken op de markt en daarna het museum bekeken. De lunch was heerlijk:',
    'een kom mosselsoep met brood van de bakker om de hoek. ’s Middags liepen we over de dijk naar het',
    'strand, waar de kinderen een kasteel bouwden en een man zijn vlieger liet dansen. Het licht was',
    'prachtig en het water nog warm genoeg om in te zwemmen.',
  ].join(' ');
  const grievance = [
    'Kabelaar laat ons al weken zonder internet zitten. Niemand neemt op, de monteur kwam niet opdagen en',
    'de rekening loopt gewoon door. Ik ben dit zo zat, ik wil mijn geld terug en ik zeg op.',
  ].join(' ');
  const sunday = [
    'Zondag sliepen we uit en bakten we pannenkoeken met appel. Mijn vader kwam langs met een doos vol',
    'oude foto’s, en we hebben de hele middag aan tafel gelachen om de kapsels van toen. Tegen de avond',
    'fietsten we nog een rondje langs de molens, kochten aardbeien bij een kraampje en zagen de zon',
    'achter de polder zakken. Het was een weekend om in te lijsten, en volgende maand gaan we weer.',
  ].join(' ');
  const hear = (parts: string[]): Promise<Classification> =>
    hearers.full.hear({ text: parts.join(' '), brand: ['Kabelaar'], language: 'nl' });

  it('is heard as a complaint for what stands in its middle, and only then', async () => {
    const [praise, mixed] = [await hear([saturday, sunday]), await hear([saturday, grievance, sunday])];
    expect(praise).toMatchObject({ complaint: { is: false }, intent: 'praise', sentiment: { label: 'positive' } });
    expect(mixed).toMatchObject({ complaint: { is: true }, intent: 'complaint' });
    expect(mixed.sentiment.score).toBeLessThan(praise.sentiment.score - 0.3);
  });
});
