import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { connector } from '../../../connectors/helpdesks/webhook.ts';
import { Refused, Unreadable } from '../../../src/net/errors.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

function push(body: unknown, settings: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const id = 'msg_1';
  const timestamp = String(now / 1000);
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64');
  const skipped: string[] = [];
  const page = connector.receive!({
    name: 'desk',
    settings: connector.settings.parse({ secret, ...settings }),
    headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}`, ...headers },
    body: text,
    now: () => now,
    skip: (reason) => skipped.push(reason),
  });
  return { ...page, skipped };
}

const ticket = (id: string, over: Record<string, unknown> = {}) => ({
  id,
  subject: 'Pakket kwijt',
  status: 'open',
  createdAt: '2026-11-24T10:00:00Z',
  requester: { name: 'Anna de Boer', email: 'anna@post.example' },
  ...over,
});

it('takes one ticket or several, and a bad one costs only itself', () => {
  expect(push(ticket('T1')).items).toMatchObject([{ id: 'desk:T1', helpdesk: 'desk', status: 'open' }]);
  const { items, skipped } = push([ticket('T1'), { id: 'T2' }, ticket('T3', { status: 'spam' })]);
  expect(items.map(({ id, status }) => [id, status])).toEqual([
    ['desk:T1', 'open'],
    ['desk:T3', 'spam'],
  ]);
  expect(skipped).toHaveLength(1);
});

it('has read the helpdesk as far as the sender says, and never beyond now', () => {
  const { items, watermark } = push({ tickets: [ticket('T1')], completeUntil: '2026-11-24T11:59:00Z' });
  expect(items).toHaveLength(1);
  expect(watermark).toBe('2026-11-24T11:59:00.000Z');
  expect(push({ completeUntil: '2026-11-24T11:00:00Z' })).toMatchObject({
    items: [],
    watermark: '2026-11-24T11:00:00.000Z',
  });
  expect(push({ completeUntil: '2027-01-01T00:00:00Z' }).watermark).toBe('2026-11-24T12:00:00.000Z');
  expect(() => push({ completeUntil: 'nooit' })).toThrow(Unreadable);
});

it('takes the newest change for how far it is read only where tickets are sent in order', () => {
  const both = [ticket('T1', { updatedAt: '2026-11-24T11:00:00Z' }), ticket('T2')];
  expect(push(both).watermark).toBeUndefined();
  expect(push(both, { inOrder: true }).watermark).toBe('2026-11-24T11:00:00.000Z');
  const future = [ticket('T1', { updatedAt: '2027-01-01T00:00:00Z' })];
  expect(push(future, { inOrder: true }).watermark).toBeUndefined();
});

it.each<[string, unknown, Record<string, string>, typeof Refused | typeof Unreadable]>([
  ['no signature', ticket('T1'), { 'webhook-signature': '' }, Refused],
  ['the signature of another', ticket('T1'), { 'webhook-signature': 'v1,AAAA' }, Refused],
  ['an old one', ticket('T1'), { 'webhook-timestamp': '1614265330' }, Refused],
  ['no JSON', '{', {}, Unreadable],
  ['no ticket', { hello: 1 }, {}, Unreadable],
  ['too many', Array.from({ length: 501 }, (_, i) => ticket(`T${i}`)), {}, Unreadable],
])('refuses %s, without a word about the secret', (_, body, headers, kind) => {
  const failure = (() => {
    try {
      push(body, {}, headers);
      return undefined;
    } catch (error) {
      return error;
    }
  })();
  expect(failure).toBeInstanceOf(kind);
  expect(String(failure)).not.toContain(secret.slice(6));
});

it('takes an unknown setting, and a secret that is none, for a mistake', () => {
  expect(connector.settings.safeParse({ secret }).success).toBe(true);
  expect(connector.settings.safeParse({ secret, path: 'x' }).success).toBe(false);
  expect(connector.settings.safeParse({ secret: 'geheim' }).success).toBe(false);
});
