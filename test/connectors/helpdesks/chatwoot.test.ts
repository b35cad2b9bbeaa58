import { expect, it } from 'vitest';
import type { Checkpoint } from '../../../connectors/contract.ts';
import { connector } from '../../../connectors/helpdesks/chatwoot.ts';
import { hear } from '../../contracts/source.ts';
import { conversationOf, messageOf, serveChatwoot } from '../../support/chatwoot.ts';

const now = Date.parse('2026-11-24T12:00:00Z');

async function open(settings: Record<string, unknown> = {}) {
  const conversations: Record<string, unknown>[] = [];
  const messages = new Map<number, Record<string, unknown>[]>();
  const { url, requests } = await serveChatwoot(conversations, 'token', messages);
  const read = (checkpoint?: Checkpoint, pages?: number) =>
    hear(
      connector,
      { base: url, account: 1, token: 'token', ...settings },
      { checkpoint, now: () => now, ...(pages === undefined ? {} : { pages }) },
    );
  return { url, conversations, messages, requests, read };
}

it('gives a conversation with all that the customer wrote, the first message first', async () => {
  const desk = await open({ references: ['order'], postUrl: 'post' });
  const more = { order: 'PP-118832', post: 'https://x.example/1' };
  const social_profiles = { twitter: 'annadeboer', facebook: '', github: 'anna' };
  desk.conversations.push(
    conversationOf(1, { custom_attributes: more }, { additional_attributes: { social_profiles } }),
  );
  desk.messages.set(1, [
    messageOf(1, 'Mijn pakket is kwijt.'),
    messageOf(2, 'Wat vervelend!', { message_type: 1 }),
    messageOf(3, 'Lastige klant', { private: true }),
    messageOf(4, null),
    messageOf(5, 'Conversation was marked resolved', { message_type: 2 }),
    ...Array.from({ length: 25 }, (_, i) => messageOf(6 + i, `Hallo ${i}?`, { message_type: 'incoming' })),
  ]);
  const { posts, pages } = await desk.read();
  expect(posts).toMatchObject([
    {
      id: 'test:1',
      channel: 'chat',
      requester: { name: 'Anna de Boer 1', email: 'anna1@post.example', handles: { x: 'annadeboer' } },
      createdAt: '2026-11-20T00:01:00.000Z',
      updatedAt: '2026-11-20T00:01:00.250Z',
      refs: ['PP-118832'],
      sourceUrl: 'https://x.example/1',
      url: `${desk.url}/app/accounts/1/conversations/1`,
    },
  ]);
  expect(posts[0]!.text.split('\n\n').slice(0, 2)).toEqual(['Mijn pakket is kwijt.', 'Hallo 0?']);
  expect(posts[0]!.text.split('\n\n')).toHaveLength(26);
  expect(pages.at(-1)!.watermark).toBe('2026-11-24T11:59:30.000Z');
});

it.each([
  ['open', 'open'],
  ['pending', 'pending'],
  ['snoozed', 'pending'],
  ['resolved', 'solved'],
])('takes the status %s for %s', async (status, expected) => {
  const desk = await open();
  desk.conversations.push(conversationOf(1, { status }));
  expect((await desk.read()).posts.map((ticket) => ticket.status)).toEqual([expected]);
});

it('gives the oldest first, so that nothing is lost when it stops in between', async () => {
  const desk = await open();
  for (let n = 1; n <= 60; n++) desk.conversations.push(conversationOf(n));
  const before = await desk.read(undefined, 1);
  expect(before.posts.map(({ id }) => id).slice(0, 2)).toEqual(['test:1', 'test:2']);
  const rest = await desk.read(before.checkpoint);
  expect(new Set([...before.posts, ...rest.posts].map(({ id }) => id)).size).toBe(60);
});

it('tells when one is resolved and opened again', async () => {
  const desk = await open();
  desk.conversations.push(conversationOf(1), conversationOf(2));
  let { checkpoint } = await desk.read();
  const statuses: string[] = [];
  for (const [i, status] of ['resolved', 'open'].entries()) {
    desk.conversations[0] = conversationOf(1, { status, last_activity_at: 1_795_500_000 + i });
    const read = await desk.read(checkpoint);
    checkpoint = read.checkpoint;
    statuses.push(...read.posts.map((ticket) => `${ticket.id} ${ticket.status}`));
  }
  expect(statuses).toEqual(['test:1 solved', 'test:1 open']);
});

it('takes the subject of an e-mail', async () => {
  const desk = await open();
  desk.conversations.push(
    conversationOf(1, {
      additional_attributes: { mail_subject: 'Pakket kwijt' },
      meta: { channel: 'Channel::Email', sender: null },
    }),
  );
  expect((await desk.read()).posts).toMatchObject([
    { subject: 'Pakket kwijt', channel: 'email', requester: { name: null } },
  ]);
});
