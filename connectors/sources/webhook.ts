import { z } from 'zod';
import type { Post } from '../../src/model.ts';
import type { Connector } from '../contract.ts';
import { readPostLine, sorted } from '../post-line.ts';
import { readEach, readPushed, signingSecrets } from '../standard-webhook.ts';

const settings = z.strictObject({
  /** One secret, or several while one is being replaced. */
  secret: signingSecrets,
});
export type WebhookSettings = z.infer<typeof settings>;

/** Posts that another system sends to `/hooks/<name>`, signed as Standard Webhooks 1.0.0 asks: one post or an array of
 *  them, each in the shape of `post-line`. The same post sent twice has one id, so that it is kept once. */
export const connector: Connector<WebhookSettings, Post> = {
  settings,
  every: 60_000,
  receive(request) {
    return sorted(readEach(readPushed(request), 'post', (line) => readPostLine(line, request.skip)));
  },
};
