import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Post } from '../../src/model.ts';
import { Refused } from '../../src/net/errors.ts';
import type { Connector, InboundRequest } from '../contract.ts';
import { readPostLine, sorted } from '../post-line.ts';

const secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'a signing secret: whsec_ and 24 to 64 bytes in base64');
const settings = z.strictObject({
  /** One secret, or several while one is being replaced. */
  secret: z.union([secret, z.array(secret).min(1).max(5)]),
});
export type WebhookSettings = z.infer<typeof settings>;

const toleranceSeconds = 300;
const mostPosts = 500;

/** Posts that another system sends to `/hooks/<name>`, signed as Standard Webhooks 1.0.0 asks: one post or an array of
 *  them, each in the shape of `post-line`. The same post sent twice has one id, so that it is kept once. */
export const connector: Connector<WebhookSettings, Post> = {
  settings,
  every: 60_000,
  receive(request) {
    verify(request);
    let body: unknown;
    try {
      body = JSON.parse(request.body);
    } catch {
      throw new Refused('the body is not JSON');
    }
    const lines = Array.isArray(body) ? body : [body];
    if (lines.length > mostPosts) throw new Refused(`more than ${mostPosts} posts at once`);
    const read = lines.map((line) => readPostLine(line, request.skip));
    if (!Array.isArray(body) && read[0] === undefined) throw new Refused('the body is no post');
    return sorted(read);
  },
};

/** Refuses what is not signed with one of our secrets within five minutes. */
function verify({ headers, body, settings: { secret }, now }: InboundRequest<WebhookSettings>): void {
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
