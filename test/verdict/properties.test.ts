import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ticket } from '../../src/model.ts';
import { judge } from '../../src/verdict/judge.ts';
import { aCase, aPost, aTicket } from './case.ts';

/** Tickets that have something to do with the post, and such as have not. */
const related: Ticket[] = [
  aTicket({ id: 'desk:1', text: 'De watermeter lekt, de kelder staat blank en niemand neemt de telefoon op.' }),
  aTicket({ id: 'desk:2', text: 'Factuur van maart klopt niet.', requester: person('Sanne Visser') }),
  aTicket({ id: 'desk:3', sourceUrl: aPost().url, channel: 'x', status: 'closed' }),
];
const strangers = fc.record({
  id: fc.integer({ min: 100, max: 9_999 }).map((n) => `desk:${n}`),
  text: fc.constantFrom('Mijn pasje is kwijt', 'Hoe verhuis ik mijn contract?', 'Merci beaucoup', '', '12 345 kWh'),
  requester: fc.constantFrom(person('Bram Kuiper'), person('A. Yilmaz'), person(null)),
});

function person(name: string | null): Ticket['requester'] {
  return { name, email: null, phone: null, handles: {} };
}

describe('the verdict, whatever else is there', () => {
  it('never changes because of a ticket that has nothing to do with the post', () => {
    fc.assert(
      fc.property(fc.subarray(related), fc.array(strangers, { maxLength: 6 }), (tickets, others) => {
        const alone = judge(aCase({ tickets }));
        const amid = judge(aCase({ tickets: [...tickets, ...others.map((other) => aTicket(other))] }));
        expect([amid.label, amid.ticket]).toEqual([alone.label, alone.ticket]);
      }),
    );
  });

  it('does not depend on the order of the tickets, and is the same when asked again', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(related), (tickets) => {
        const sorted = [...tickets].sort((a, b) => (a.id < b.id ? -1 : 1));
        expect(judge(aCase({ tickets }))).toEqual(judge(aCase({ tickets: sorted })));
        expect(judge(aCase({ tickets }))).toEqual(judge(aCase({ tickets })));
      }),
    );
  });

  it('reads any text of any stranger without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'binary' }), (text, name) => {
        const tickets = [aTicket({ text, requester: person(name) })];
        expect(judge(aCase({ post: aPost({ text, author: { handle: name, name } }), tickets })).label).toBeTypeOf(
          'string',
        );
      }),
    );
  });
});
