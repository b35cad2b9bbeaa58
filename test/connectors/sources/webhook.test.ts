import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { connector } from '../../../connectors/sources/webhook.ts';
import { Refused, Unreadable } from '../../../src/net/errors.ts';

/** The secret, id, time and signature of the test vector of Standard Webhooks. */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const timestamp = '1614265330';
const vector = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const at = Number(timestamp) * 1000;

const sign = (body: string, key = secret, when = timestamp): string =>
  `v1,${createHmac('sha256', Buffer.from(key.slice(6), 'base64'))
    .update(`${id}.${when}.${body}`)
    .digest('base64')}`;

interface Sent {
  readonly signature?: string;
  readonly timestamp?: string;
  readonly now?: number;
  readonly secret?: string | string[];
}

function receive(body: string, sent: Sent = {}) {
  const skipped: string[] = [];
  const page = connector.receive!({
    name: 'hook',
    settings: connector.settings.parse({ secret: sent.secret ?? secret }),
    headers: {
      'webhook-id': id,
      'webhook-timestamp': sent.timestamp ?? timestamp,
      'webhook-signature': sent.signature ?? sign(body),
    },
    body,
    now: () => sent.now ?? at,
    skip: (reason) => skipped.push(reason),
  });
  return { ...page, skipped };
}

const post = {
  id: '1',
  source: 'x',
  author: { handle: '@anna' },
  text: 'Waar blijft mijn pakket?',
  createdAt: '2026-11-20T00:00:00Z',
};
const body = JSON.stringify(post);

it('accepts the signature of the specification’s own example', () => {
  expect(() => receive('{"test": 2432232314}', { signature: vector })).toThrow('the body is no post');
});

it('takes one post, or several with what was deleted', () => {
  expect(receive(body).items).toMatchObject([{ id: 'x:1', author: { handle: 'anna' } }]);
  const several = receive(
    JSON.stringify([post, { ...post, id: 'x:2' }, { deleted: 'x:0' }, { deletedAuthor: 'x:piet' }]),
  );
  expect(several.items.map((item) => item.id)).toEqual(['x:1', 'x:2']);
  expect(several.deletions).toEqual([{ id: 'x:0' }, { author: 'x:piet' }]);
});

it('gives a post that is sent twice the same id', () => {
  expect(receive(body).items[0]?.id).toBe(
    receive(body, { timestamp: '1614265331', signature: sign(body, secret, '1614265331') }).items[0]?.id,
  );
});

it('accepts any of several signatures and secrets, while a secret is being replaced', () => {
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  expect(receive(body, { signature: `v1a,bm90IG91cnM= v1,bm90IG91cnM= ${sign(body)}` }).items).toHaveLength(1);
  expect(receive(body, { secret: [other, secret] }).items).toHaveLength(1);
});

it.each<[string, Sent]>([
  ['another body', { signature: sign(`${body} `) }],
  ['another secret', { signature: sign(body, `whsec_${Buffer.alloc(32, 7).toString('base64')}`) }],
  ['another kind of signature', { signature: sign(body).replace('v1,', 'v1a,') }],
  ['no signature', { signature: '' }],
  ['half a signature', { signature: sign(body).slice(0, 20) }],
  ['a time that was not signed', { timestamp: '1614265331', signature: sign(body) }],
  ['a message of six minutes ago', { now: at + 360_000 }],
  ['a message from the future', { now: at - 360_000 }],
  ['a time that is no number', { timestamp: 'NaN', signature: sign(body, secret, 'NaN') }],
])('refuses %s', (_, sent) => {
  expect(() => receive(body, sent)).toThrow(Refused);
});

it('cannot read a body that is no JSON or no post, or too many posts', () => {
  for (const wrong of ['', 'x=1', 'null', '{}', JSON.stringify(Array(501).fill(post))]) {
    expect(() => receive(wrong)).toThrow(Unreadable);
  }
});

it('lets one bad post of several cost only itself', () => {
  const { items, skipped } = receive(JSON.stringify([post, { ...post, id: '2', text: 7 }, null]));
  expect(items).toHaveLength(1);
  expect(skipped).toHaveLength(2);
});

it('tells no secret in a refusal', () => {
  for (const sent of [{ signature: 'v1,x' }, { now: 0 }]) {
    expect(() => receive(body, sent)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret.slice(6)) }),
    );
  }
});

it('wants a secret of at least 24 bytes', () => {
  for (const wrong of ['', 'password', 'whsec_c2hvcnQ=', []]) {
    expect(connector.settings.safeParse({ secret: wrong }).success).toBe(false);
  }
});
