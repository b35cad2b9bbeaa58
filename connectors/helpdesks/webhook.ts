import { z } from 'zod';
import type { Instant, Ticket } from '../../src/model.ts';
import { Unreadable } from '../../src/net/errors.ts';
import type { Connector } from '../contract.ts';
import { instantOf } from '../plain-text.ts';
import { readEach, readPushed, signingSecrets } from '../standard-webhook.ts';
import { readTicketLine } from '../ticket-line.ts';

const settings = z.strictObject({
  /** One secret, or several while one is being replaced. */
  secret: signingSecrets,
  /** Tickets are pushed in the order in which they change, so that the newest `updatedAt` says how far the helpdesk is
   *  read. Without it only `completeUntil` says so. */
  inOrder: z.boolean().default(false),
});
export type WebhookSettings = z.infer<typeof settings>;

const told = z.object({
  tickets: z.array(z.unknown()).default([]),
  completeUntil: z.union([z.string(), z.number()]),
});

/** Tickets that another system sends to `/hooks/<name>`, signed as Standard Webhooks 1.0.0 asks: one ticket or an array of
 *  them, each in the shape of `ticket-line`; or `{"tickets": […], "completeUntil": "2026-11-24T12:00:00Z"}`, which says
 *  that every change before that moment has been sent. A ticket that changed is sent again. */
export const connector: Connector<WebhookSettings, Ticket> = {
  settings,
  every: 60_000,
  receive(request) {
    const body = readPushed(request);
    const complete = told.safeParse(body).data;
    const value = complete?.tickets ?? body;
    const items = readEach(value, 'ticket', (line) => readTicketLine(line, request.name, request.skip));
    const now = new Date(request.now()).toISOString();
    let until = complete === undefined ? newest(items, request.settings.inOrder) : instantOf(complete.completeUntil);
    if (complete !== undefined && until === undefined) throw new Unreadable('completeUntil is no date');
    if (until !== undefined && until > now) until = complete === undefined ? undefined : now;
    return { items, ...(until === undefined ? {} : { watermark: until }) };
  },
};

function newest(tickets: readonly Ticket[], inOrder: boolean): Instant | undefined {
  return inOrder
    ? tickets
        .map(({ updatedAt }) => updatedAt)
        .sort()
        .at(-1)
    : undefined;
}
