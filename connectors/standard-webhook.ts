import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Refused, Unreadable } from '../src/net/errors.ts';

const secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'a signing secret: whsec_ and 24 to 64 bytes in base64');
/** One signing secret, or several while one is being replaced. */
export const signingSecrets = z.union([secret, z.array(secret).min(1).max(5)]);
export type SigningSecrets = z.infer<typeof signingSecrets>;

const toleranceSeconds = 300;
const mostItems = 500;

export interface Pushed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly settings: { readonly secret: SigningSecrets };
  now(): number;
}

/** The JSON that was pushed. Refuses what is not signed with one of our secrets within five minutes, as Standard Webhooks
 *  1.0.0 asks; what is no JSON is Unreadable. */
export function readPushed(pushed: Pushed): unknown {
  verify(pushed);
  try {
    return JSON.parse(pushed.body);
  } catch {
    throw new Unreadable('the body is not JSON');
  }
}

/** One thing or an array of them, read by `read`; more than 500, and a single one that is none, are Unreadable. */
export function readEach<Item>(value: unknown, what: string, read: (line: unknown) => Item | undefined): Item[] {
  const lines = Array.isArray(value) ? value : [value];
  if (lines.length > mostItems) throw new Unreadable(`more than ${mostItems} ${what}s at once`);
  const items = lines.map(read).filter((item) => item !== undefined);
  if (!Array.isArray(value) && items.length === 0) throw new Unreadable(`the body is no ${what}`);
  return items;
}

function verify({ headers, body, settings: { secret }, now }: Pushed): void {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signatures = headers['webhook-signature'] ?? '';
  if (id === '' || timestamp === '' || signatures === '') {
    throw new Refused('the headers webhook-id, webhook-timestamp and webhook-signature are needed');
  }
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now() / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new Refused('the webhook-timestamp is more than five minutes from now');
  }
  const given = signatures
    .slice(0, 2_000)
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'));
  const right = [secret].flat().some((one) => {
    const key = Buffer.from(one.slice('whsec_'.length), 'base64');
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
    return given.some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected));
  });
  if (!right) throw new Refused('no signature in webhook-signature is ours');
}
