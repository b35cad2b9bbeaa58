import { describe, expect, it } from 'vitest';
import type { Connector } from '../../connectors/contract.ts';
import { type Ticket, ticketStatuses } from '../../src/model.ts';
import { Unavailable } from '../../src/net/errors.ts';
import { type Double, type Heard, hear, type Listening } from './source.ts';

/** A helpdesk, standing here instead of the real one; its tickets were last touched at least two minutes ago. */
export interface Helpdesk extends Double {
  /** So many tickets come in several pages. */
  readonly many: number;
  /** An agent solves a ticket. */
  solve(nth: number): void | Promise<void>;
}

type Read = Heard<Ticket>;
const ids = (tickets: readonly Ticket[]): string[] => [...new Set(tickets.map(({ id }) => id))].sort();
const watermarks = ({ pages }: Read) => pages.map(({ watermark }) => watermark);

/** What every helpdesk promises, whatever it reads. */
export function helpdeskContract<S>(
  name: string,
  connector: Connector<S, Ticket>,
  open: () => Promise<Helpdesk>,
): void {
  const read = (desk: Helpdesk, how: Listening = {}): Promise<Read> => hear(connector, desk.settings, how);

  describe(`${name}, as a helpdesk`, () => {
    it('gives tickets in the shape of the model', async () => {
      const desk = await open();
      await desk.add(3);
      const { posts: tickets, checkpoint } = await read(desk);
      expect(ids(tickets)).toHaveLength(3);
      for (const ticket of tickets) {
        expect(ticket.id).toMatch(/^test:\S/);
        expect(ticket.helpdesk).toBe('test');
        for (const when of [ticket.createdAt, ticket.updatedAt]) expect(new Date(when).toISOString()).toBe(when);
        expect(ticketStatuses).toContain(ticket.status);
        expect(`${ticket.subject}${ticket.text}`).toMatch(/\S/);
        expect(ticket.text).not.toMatch(/<\/?[a-z]|&amp;/);
        expect(ticket.requester.name).toMatch(/^Anna de Boer/);
        expect(ticket.requester.email).toMatch(/@post\.example$/);
        expect(ticket.url ?? 'https://').toMatch(/^https?:\/\//);
        expect(ticket.openedByUs).toBe(false);
        expect(ticket.keys).toEqual([]);
      }
      expect(Buffer.byteLength(JSON.stringify(checkpoint))).toBeLessThan(64_000);
    });

    it('loses nothing when it is stopped after any page and goes on from its checkpoint', async () => {
      const desk = await open();
      await desk.add(desk.many);
      const undisturbed = await read(desk);
      expect(ids(undisturbed.posts)).toHaveLength(desk.many);
      expect(undisturbed.pages.length).toBeGreaterThan(1);
      for (let stopAfter = 1; stopAfter <= undisturbed.pages.length; stopAfter++) {
        const before = await read(desk, { pages: stopAfter });
        const rest = await read(desk, { checkpoint: before.checkpoint });
        expect(ids([...before.posts, ...rest.posts])).toEqual(ids(undisturbed.posts));
      }
    });

    it('says how far it has read with the last page only, and never claims the future', async () => {
      const desk = await open();
      await desk.add(desk.many);
      const first = await read(desk);
      const told = watermarks(first);
      expect(told.slice(0, -1).filter((one) => one !== undefined)).toEqual([]);
      expect(told.at(-1)! <= new Date().toISOString()).toBe(true);
      const newest = first.posts
        .map(({ updatedAt }) => updatedAt)
        .sort()
        .at(-1)!;
      expect(told.at(-1)! >= newest).toBe(true);
    });

    it('reads what came since, and what changed since under the id it had', async () => {
      const desk = await open();
      await desk.add(5);
      const before = await read(desk);
      await desk.add(desk.many);
      await desk.solve(2);
      const { posts: tickets, gaps } = await read(desk, { checkpoint: before.checkpoint });
      expect(ids([...before.posts, ...tickets])).toHaveLength(desk.many + 5);
      const solved = tickets.filter(({ status }) => status === 'solved' || status === 'closed');
      expect(ids(solved)).toHaveLength(1);
      expect(before.posts.find(({ id }) => id === solved[0]!.id)?.status).toBe('open');
      expect(tickets.findLast(({ id }) => id === solved[0]!.id)).toBe(solved.at(-1));
      expect(gaps).toEqual([]);
    });

    it('gives hardly anything again when nothing changed', async () => {
      const desk = await open();
      await desk.add(desk.many);
      const before = await read(desk);
      const again = await read(desk, { checkpoint: before.checkpoint });
      expect(again.posts.length).toBeLessThan(10);
    });

    it('lets one bad ticket cost only itself, and says so', async () => {
      const desk = await open();
      await desk.add(2);
      await desk.addBad();
      await desk.add(2);
      const { posts: tickets, skipped } = await read(desk);
      expect(ids(tickets)).toHaveLength(4);
      expect(skipped).toHaveLength(1);
    });

    it('takes an unknown setting for a mistake', async () => {
      const { settings } = await open();
      expect(connector.settings.safeParse(settings).success).toBe(true);
      expect(connector.settings.safeParse({ ...(settings as object), ulr: 1 }).success).toBe(false);
    });

    it('stops when the daemon stops', async () => {
      const desk = await open();
      await desk.add(3);
      const stop = new AbortController();
      stop.abort();
      const { pages } = await read(desk, { signal: stop.signal }).catch((error: Error) => {
        expect(error).toBeInstanceOf(Unavailable);
        return { pages: [] };
      });
      expect(pages.length).toBeLessThanOrEqual(1);
      expect(pages.filter(({ watermark }) => watermark !== undefined)).toEqual([]);
    });
  });
}
