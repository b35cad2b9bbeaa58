import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connector } from '../../../connectors/sources/jsonl.ts';
import { hear } from '../../contracts/source.ts';
import { emptyFolder } from '../../support/folder.ts';

async function heard(...lines: unknown[]) {
  const path = join(await emptyFolder(), 'posts.jsonl');
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return hear(connector, { path });
}

const post = {
  id: 'x:1',
  source: 'x',
  url: 'https://x.example/1',
  author: { handle: '@anna', name: 'Anna' },
  text: 'Hallo',
  createdAt: '2026-11-20T01:00:00+01:00',
};

it('reads a post with all that a line may say, and lets other keys be', async () => {
  const line = {
    ...post,
    author: { ...post.author, url: 'https://x.example/anna' },
    editedAt: '2026-11-20T02:00:00Z',
    language: 'nl',
    rating: 2,
    replyTo: '0',
    repostOf: 'x:7',
    followers: 12,
    reference: 'PP-1',
    email: 'anna@post.example',
    topics: ['delivery'],
  };
  expect((await heard(line)).posts).toEqual([
    {
      id: 'x:1',
      source: 'x',
      url: 'https://x.example/1',
      author: { handle: 'anna', name: 'Anna', url: 'https://x.example/anna', followers: 12 },
      text: 'Hallo',
      createdAt: '2026-11-20T00:00:00.000Z',
      editedAt: '2026-11-20T02:00:00.000Z',
      language: 'nl',
      rating: 2,
      replyTo: 'x:0',
      repostOf: 'x:7',
      reference: 'PP-1',
      email: 'anna@post.example',
    },
  ]);
});

it('puts the platform in front of an id that lacks it', async () => {
  expect((await heard({ ...post, id: '1' }, { ...post, id: 'mastodon:1' })).posts.map(({ id }) => id)).toEqual([
    'x:1',
    'x:mastodon:1',
  ]);
});

it('tells what was deleted', async () => {
  const { pages } = await heard(post, { deleted: 'x:1' }, { deletedAuthor: 'x:anna' });
  expect(pages[0]?.deletions).toEqual([{ id: 'x:1' }, { author: 'x:anna' }]);
});

it('cleans what a stranger can put into a text', async () => {
  const { posts } = await heard({
    ...post,
    text: `a\u0000b\ud800 \u202egespiegeld ${'x'.repeat(200_000)}`,
    url: 'javascript:alert(1)',
    author: { handle: '@anna\nboer', name: '  ' },
  });
  expect(posts[0]).toMatchObject({ url: null, author: { handle: 'anna boer', name: null } });
  expect(posts[0]?.text).toMatch(/^ab\ufffd \u202egespiegeld x+ \[…\]$/);
  expect(posts[0]?.text).toHaveLength(100_000);
});

it.each([
  ['source', { source: 'X!' }],
  ['rating', { rating: 6 }],
  ['author.handle', { author: { name: 'Anna' } }],
  ['createdAt', { createdAt: 'gisteren' }],
  ['text', { text: null }],
])('says that %s was wrong with a line it skips', async (path, changes) => {
  const { posts, skipped } = await heard(post, { ...post, ...changes });
  expect(posts).toHaveLength(1);
  expect(skipped).toEqual([expect.stringMatching(new RegExp(`^${path}: `))]);
});
