import { expect, it } from 'vitest';
import { connector } from '../../../connectors/sources/trustpilot.ts';
import { hear } from '../../contracts/source.ts';
import { reviewOf, serveTrustpilot } from '../../support/trustpilot.ts';

const unit = '46d6a890000064000500e0c3';
const start = Date.parse('2026-11-20T12:00:00Z');

it('reads a review with all that it says', async () => {
  const review = reviewOf(1, { referenceId: 'PP-2026-1', updatedAt: '2026-11-21T00:00:00Z' });
  const { url } = await serveTrustpilot([review], 'key');
  expect((await hear(connector, { apikey: 'key', unit, base: url }, { now: () => start })).posts).toEqual([
    {
      id: 'trustpilot:000000000000000000000001',
      source: 'trustpilot',
      url: 'https://www.trustpilot.com/reviews/000000000000000000000001',
      author: { handle: 'c1', name: 'Anna de Boer' },
      text: 'Pakket kwijt\nMijn pakket 1 is kwijt.',
      createdAt: '2026-11-20T00:01:00.000Z',
      editedAt: '2026-11-21T00:00:00.000Z',
      language: 'nl',
      rating: 1,
      reference: 'PP-2026-1',
    },
  ]);
});

it('goes so many days back at first, and then asks no more than it must', async () => {
  const reviews = Array.from({ length: 250 }, (_, n) => reviewOf(n));
  const { url, requests } = await serveTrustpilot(reviews, 'key');
  const how = { apikey: 'key', unit, base: url, days: 0 };
  const now = () => Date.parse('2026-11-20T02:00:00Z');
  const first = await hear(connector, how, { now });
  expect(first.posts).toHaveLength(130);
  expect(requests).toHaveLength(2);
  reviews.push(reviewOf(900), reviewOf(901));
  const second = await hear(connector, how, { now, checkpoint: first.checkpoint });
  expect(second.posts.map(({ id }) => id)).toEqual([
    'trustpilot:000000000000000000000384',
    'trustpilot:000000000000000000000385',
  ]);
  expect(requests).toHaveLength(3);
});

it('misses no review of the same moment as the last one kept', async () => {
  const createdAt = '2026-11-20T03:00:00Z';
  const reviews = [reviewOf(1, { createdAt }), reviewOf(2, { createdAt })];
  const { url } = await serveTrustpilot(reviews, 'key');
  const how = { apikey: 'key', unit, base: url };
  const first = await hear(connector, how, { now: () => start });
  reviews.push(reviewOf(3, { createdAt }));
  const second = await hear(connector, how, { now: () => start, checkpoint: first.checkpoint });
  expect(second.posts.map(({ id }) => id)).toEqual(['trustpilot:000000000000000000000003']);
});

it('finds edits and reviews that appeared late by reading the last week again once a day', async () => {
  const reviews = [reviewOf(1), reviewOf(500)];
  const { url } = await serveTrustpilot(reviews, 'key');
  const how = { apikey: 'key', unit, base: url };
  let now = start;
  const first = await hear(connector, how, { now: () => now });
  reviews[0] = reviewOf(1, { text: 'Toch nog aangekomen.', updatedAt: '2026-11-20T13:00:00Z' });
  reviews.push(reviewOf(2));
  now += 3_600_000;
  const second = await hear(connector, how, { now: () => now, checkpoint: first.checkpoint });
  expect(second.posts).toEqual([]);
  now += 86_400_000;
  const third = await hear(connector, how, { now: () => now, checkpoint: second.checkpoint });
  expect(third.posts.map(({ text }) => text)).toContain('Pakket kwijt\nToch nog aangekomen.');
  expect(third.posts.map(({ id }) => id)).toContain('trustpilot:000000000000000000000002');
  now += 60_000;
  expect((await hear(connector, how, { now: () => now, checkpoint: third.checkpoint })).posts).toEqual([]);
});

it('tells a gap where more reviews came than it reads at once', async () => {
  const reviews = Array.from({ length: 5_200 }, (_, n) =>
    reviewOf(n, { createdAt: new Date(start + n * 1_000).toISOString() }),
  );
  const { url } = await serveTrustpilot(reviews, 'key');
  const { gaps, posts } = await hear(connector, { apikey: 'key', unit, base: url, days: 1 }, { now: () => start });
  expect(gaps).toHaveLength(1);
  expect(posts).toHaveLength(5_000);
});

it('forgets a review that the list calls deleted', async () => {
  const { url } = await serveTrustpilot([reviewOf(1, { status: 'deleted' })], 'key');
  const { pages } = await hear(connector, { apikey: 'key', unit, base: url }, { now: () => start });
  expect(pages[0]).toMatchObject({ items: [], deletions: [{ id: 'trustpilot:000000000000000000000001' }] });
});
