import { connector as zendesk } from '../../../connectors/helpdesks/zendesk.ts';
import { type Helpdesk, helpdeskContract } from '../../contracts/helpdesk.ts';
import { hostileBodyContract, refusalContract } from '../../contracts/source.ts';
import { serveZendesk, zendeskTicketOf, zendeskUserOf } from '../../support/zendesk.ts';

async function openZendesk(): Promise<Helpdesk> {
  const events: unknown[] = [];
  const users = new Map<number, Record<string, unknown>>();
  const { url, fault } = await serveZendesk(
    { events, users, sideload: true, now: Date.now },
    'admin@voorbeeld.example',
    's3cretToken',
  );
  let n = 0;
  return {
    settings: { base: url, email: 'admin@voorbeeld.example', token: 's3cretToken' },
    secret: 's3cretToken',
    many: 1_005,
    add: (count) => {
      for (let i = 0; i < count; i++) {
        events.push(zendeskTicketOf(++n));
        users.set(1_000 + n, zendeskUserOf(1_000 + n));
      }
    },
    addBad: () => {
      events.push({ ...zendeskTicketOf(++n), status: 7 });
    },
    solve: (nth) => {
      events.push(zendeskTicketOf(nth, { status: 'solved', updated_at: zendeskTicketOf(++n).updated_at }));
    },
    answer: (how) => {
      if (how === undefined) delete fault.next;
      else fault.next = how;
    },
  };
}

helpdeskContract('zendesk', zendesk, openZendesk);
refusalContract('zendesk', zendesk, openZendesk);
hostileBodyContract('zendesk', zendesk, openZendesk);
