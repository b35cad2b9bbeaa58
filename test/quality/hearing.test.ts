import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Classifier } from '../../src/classification/classifier.ts';
import { openClassifier } from '../../src/classification/open.ts';
import type { Classification } from '../../src/model.ts';

/** A text written by hand for this test, and how a person hears it. */
interface Example {
  readonly kind: string;
  readonly brand: readonly string[];
  readonly complaint: boolean;
  readonly sentiment: 'negative' | 'neutral' | 'positive';
  readonly topics: readonly string[];
  readonly text: string;
}

const moods = { neg: 'negative', neu: 'neutral', pos: 'positive' } as const;

const examples = readFileSync(new URL('texts.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line): Example => {
    const [kind = '', brand = '', complaint = '', mood = '', topics = '', ...text] = line.split('|');
    return {
      kind,
      brand: brand.split(','),
      complaint: complaint === 'yes',
      sentiment: moods[mood as keyof typeof moods],
      topics: topics === '' ? [] : topics.split(','),
      text: text.join('|'),
    };
  });

const ofKind = (...kinds: string[]): number[] =>
  examples.flatMap(({ kind }, at) => (kinds.length === 0 || kinds.includes(kind) ? [at] : []));

/** Floors, in per cent of the texts that must be heard right: a little under what was reached. */
const floors = {
  full: {
    all: 92,
    plain: 86,
    implicit: 92,
    ironic: 83,
    negwords: 100,
    other: 92,
    question: 100,
    sentiment: 90,
    topics: 62,
  },
  fast: {
    all: 78,
    plain: 60,
    implicit: 64,
    ironic: 50,
    negwords: 92,
    other: 69,
    question: 83,
    sentiment: 70,
    topics: 45,
  },
} as const;

describe.for(['full', 'fast'] as const)('the hearing (%s)', (kind) => {
  let classifier: Classifier;
  let heard: Classification[];
  beforeAll(async () => {
    classifier = await openClassifier({ fast: kind === 'fast' });
    heard = await classifier.classify(examples.map(({ text, brand }) => ({ text, brand, language: 'nl' })));
  });
  afterAll(() => classifier.close());

  /** How many of the texts are right, in per cent, and which are not. */
  const share = (places: readonly number[], right: (at: number) => boolean): { percent: number; wrong: string[] } => ({
    percent: (100 * places.filter(right).length) / places.length,
    wrong: places.filter((at) => !right(at)).map((at) => `${examples[at]!.kind}: ${examples[at]!.text}`),
  });
  const complaintRight = (at: number): boolean => heard[at]!.complaint.is === examples[at]!.complaint;
  const expectShare = (found: { percent: number; wrong: string[] }, floor: number): void =>
    expect(found.percent, found.wrong.join('\n')).toBeGreaterThanOrEqual(floor);

  it('tells complaints about us from everything else', () => {
    expect(examples.length).toBeGreaterThanOrEqual(120);
    expectShare(share(ofKind(), complaintRight), floors[kind].all);
  });

  it.for(['plain', 'implicit', 'ironic', 'negwords', 'other', 'question'] as const)('is right on %s texts', (name) => {
    expectShare(share(ofKind(name), complaintRight), floors[kind][name]);
  });

  it('knows the sentiment', () => {
    expectShare(
      share(ofKind(), (at) => heard[at]!.sentiment.label === examples[at]!.sentiment),
      floors[kind].sentiment,
    );
  });

  it('never takes a complaint for something positive, or praise for something negative, more than one time in ten', () => {
    const poles = examples.flatMap(({ sentiment }, at) => (sentiment === 'neutral' ? [] : [at]));
    const opposite = { negative: 'positive', positive: 'negative', neutral: 'neutral' } as const;
    expectShare(
      share(poles, (at) => heard[at]!.sentiment.label !== opposite[examples[at]!.sentiment]),
      kind === 'full' ? 90 : 80,
    );
  });

  it('names a topic of every complaint, and mostly the right one first', () => {
    const isHeard = (at: number): boolean => heard[at]!.complaint.is;
    const complaints = ofKind()
      .filter((at) => examples[at]!.complaint)
      .filter(isHeard);
    for (const at of complaints) expect(heard[at]!.topics.length).toBeGreaterThan(0);
    expectShare(
      share(complaints, (at) => examples[at]!.topics.includes(heard[at]!.topics[0]!.topic)),
      floors[kind].topics,
    );
  });

  it('hears danger, illness and the law as more severe than irritation', () => {
    const mean = (places: readonly number[]): number =>
      places.reduce((sum, at) => sum + heard[at]!.severity, 0) / places.length;
    const isHeard = (at: number): boolean => heard[at]!.complaint.is;
    expect(mean(ofKind('severe').filter(isHeard))).toBeGreaterThan(mean(ofKind('plain').filter(isHeard)));
  });

  it('gives reasons for complaints, and none for the rest', () => {
    for (const [at, { complaint }] of heard.entries()) {
      if (!complaint.is) expect(complaint.because).toEqual([]);
      for (const { start, end, text } of complaint.because) expect(examples[at]!.text.slice(start, end)).toBe(text);
    }
    const explained = heard.filter(({ complaint }) => complaint.is && complaint.because.length > 0).length;
    expect(explained / heard.filter(({ complaint }) => complaint.is).length).toBeGreaterThan(0.9);
  });

  it('takes a rating as evidence, and not as the answer', async () => {
    const hear = async (text: string, rating?: number): Promise<Classification> => {
      const [one] = await classifier.classify([
        { text, brand: ['Sokkenzo'], language: 'nl', ...(rating === undefined ? {} : { rating }) },
      ]);
      return one!;
    };
    const vague = 'Tja. Een pakketje van Sokkenzo.';
    const [low, none, high] = [await hear(vague, 1), await hear(vague), await hear(vague, 5)];
    expect(low.complaint.probability).toBeGreaterThan(none.complaint.probability);
    expect(high.complaint.probability).toBeLessThan(none.complaint.probability);
    expect(high.sentiment.score).toBeGreaterThan(low.sentiment.score);
    const furious = 'Sokkenzo cancelled my order and now refuses to refund the money. Unacceptable.';
    expect((await hear(furious, 5)).complaint.is).toBe(true);
  });
});
