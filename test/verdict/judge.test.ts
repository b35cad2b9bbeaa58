import { describe, expect, it } from 'vitest';
import type { Ticket, Verdict } from '../../src/model.ts';
import { inquiryOf } from '../../src/verdict/inquiry.ts';
import { judge } from '../../src/verdict/judge.ts';
import { type Alike, openMeaning } from '../../src/verdict/meaning.ts';
import { comparePair } from '../../src/verdict/pair.ts';
import { placesIn } from '../../src/verdict/places.ts';
import { judgeDeeply } from '../../src/verdict/reconcile.ts';
import { shipped } from '../../src/verdict/weights.ts';
import { aCase, aCompany, aPost, aTicket } from './case.ts';

describe('the verdict', () => {
  it('calls a complaint reported when the ticket was made from its address, however the address is written', () => {
    for (const sourceUrl of [
      'https://twitter.com/sanne_v/status/2095416921660920588?s=20',
      'https://mobile.twitter.com/i/status/2095416921660920588',
    ]) {
      const verdict = judge(aCase({ tickets: [aTicket({ sourceUrl, channel: 'x' })] }));
      expect(verdict).toMatchObject({ label: 'reported', ticket: 'desk:1' });
      expect(verdict.evidence.map(({ kind }) => kind)).toContain('url');
    }
  });

  it.each([
    ['[Webcare] signaal via zoekterm', 'Zelf opgemerkt in monitoring, auteur heeft geen contact gezocht.'],
    ['Tweet, zelf aangemaakt', 'Gezien via monitoring. Niet door de klant gemeld. Ploeg vraagt om een adres.'],
  ])('does not take a ticket that webcare opened about the post for the customer’s own report: %s', (subject, text) => {
    const ticket = aTicket({
      channel: 'x',
      subject,
      text,
      sourceUrl: aPost().url,
      requester: { name: null, email: null, phone: null, handles: {} },
    });
    const verdict = judge(aCase({ tickets: [ticket] }));
    expect(verdict).toMatchObject({ label: 'unreported', ticket: null });
    expect(verdict.evidence[0]?.kind).toBe('opened-by-us');
  });

  it('never says unreported while the helpdesk is behind, or none is read', () => {
    expect(judge(aCase({ watermark: null })).label).toBe('unknown');
    expect(judge(aCase({ watermark: aPost().createdAt })).label).toBe('unknown');
    expect(judge(aCase({})).label).toBe('unreported');
  });

  it('knows the author of an earlier post that became a ticket by his letters on another network', () => {
    const text = 'Hoe het afliep: https://x.com/sannevermaat/status/2095416921660920111. Niemand heeft nog gebeld.';
    const earlier = aTicket({
      sourceUrl: 'https://x.com/sannevermaat/status/2095416921660920111',
      channel: 'x',
      text: 'Tweet en DM: bel me.',
      requester: { name: null, email: null, phone: null, handles: {} },
    });
    const said = (handle: string): string =>
      judge(aCase({ post: aPost({ source: 'instagram', author: { handle, name: null }, text }), tickets: [earlier] }))
        .label;
    expect(said('sannevermaat.nl')).toBe('reported');
    expect(said('watkostdat')).toBe('unreported');
  });

  it('takes an address that tells no author for the author’s own where the post says that it follows on it', () => {
    const sourceUrl = 'https://www.instagram.com/p/DJx7Qe2lrw/';
    const earlier = aTicket({
      sourceUrl,
      channel: 'instagram',
      text: 'Lampen flikkeren.',
      requester: { name: null, email: null, phone: null, handles: {} },
    });
    const said = (lead: string): string => {
      const text = `${lead} ${sourceUrl} nog altijd disco boven het eiland`;
      const post = aPost({ source: 'instagram', author: { handle: 'huisje', name: null }, text });
      return judge(aCase({ post, tickets: [earlier] })).label;
    };
    for (const own of ['Vervolg op', 'Update:', 'Hoe het afliep met', 'Zie mijn eerdere post']) {
      expect(said(own)).toBe('reported');
    }
    for (const other of ['Herkenbaar, dit:', 'Nog geen update, net als hier', 'Mijn oude lamp had dit ook:']) {
      expect(said(other)).toBe('unreported');
    }
    expect(said('Vervolg op https://www.instagram.com/p/Other1/ en dit van een ander:')).toBe('unreported');
  });

  it('does not take the end of an order’s number for that of a ticket', () => {
    const post = aPost({ text: 'Bestelling ...0877 staat stil', author: { handle: 'kwast_9', name: null } });
    const found = (ticket: Ticket): unknown => comparePair(post, ticket, aCompany, new Set()).reference?.written;
    expect(found(aTicket({ id: 'desk:90877' }))).toBe(undefined);
    expect(found(aTicket({ refs: ['BST 90 877'] }))).toBe('0877');
  });

  it('calls a complaint unresolved when the same was solved before it was written', () => {
    const ticket = aTicket({
      status: 'solved',
      sourceUrl: aPost().url,
      createdAt: '2026-08-30T10:00:00.000Z',
      updatedAt: '2026-08-31T10:00:00.000Z',
    });
    expect(judge(aCase({ tickets: [ticket] })).label).toBe('reported-unresolved');
  });

  it('looks at no deleted or spam ticket, and at none outside the window', () => {
    const sourceUrl = aPost().url;
    const tickets = [
      aTicket({ sourceUrl, status: 'deleted' }),
      aTicket({ sourceUrl, status: 'spam' }),
      aTicket({ sourceUrl, createdAt: '2026-07-01T10:00:00.000Z' }),
      aTicket({ sourceUrl, createdAt: '2026-09-07T10:00:00.000Z' }),
    ];
    expect(judge(aCase({ tickets })).label).toBe('unreported');
  });

  it.each(['Factuur klopt niet', 'Al drie weken geen antwoord.', 'Zxq brmf tlkk wrsht', 'Still no reply from you'])(
    'calls a complaint reported whose author wrote the very same to the helpdesk: %s',
    (text) => {
      const requester = { name: null, email: null, phone: null, handles: { x: 'sanne_v' } };
      const tickets = [aTicket({ subject: 'Vraag', text, requester })];
      const verdict = judge(aCase({ post: aPost({ text: `@waterweg ${text}` }), tickets }));
      expect(verdict).toMatchObject({ label: 'reported', ticket: 'desk:1' });
      expect(JSON.stringify(verdict.evidence)).not.toContain('something else');
    },
  );

  it.each([
    ['Al drie weken geen antwoord.', 'The same story: Al drie weken geen antwoord.'],
    [
      'Al een uur in de wacht en dan word je er door een bandje uit gegooid. Waardeloos.',
      'The same story: Al een uur in de wacht en dan word je er door een bandje uit.',
    ],
  ])('shows what was said twice word for word, whole words of it: %s', (text, detail) => {
    const requester = { name: null, email: null, phone: null, handles: { x: 'sanne_v' } };
    const tickets = [aTicket({ subject: 'Vraag', text, requester })];
    const { evidence } = judge(aCase({ post: aPost({ text: `@waterweg ${text} https://x.com/a/status/1` }), tickets }));
    expect(evidence.map((one) => one.detail)).toContain(detail);
  });

  it('names no figure of two digits alone as the story', () => {
    const shared = (text: string, other: string): readonly string[] =>
      comparePair(aPost({ text }), aTicket({ subject: '', text: other }), aCompany, new Set()).issue.shared;
    expect(shared('na 30 minuten opgehangen', 'de teller gaf 30 aan')).toEqual([]);
    expect(shared('431 euro te veel betaald', 'de som was 431')).toEqual(['431']);
  });

  it('takes the number of a ticket for that ticket, and the number of an order for no more than the order', () => {
    const ticket = (text: string) =>
      aTicket({
        id: 'desk:88304',
        subject: 'Mailadres',
        text,
        refs: ['WW-118832'],
        createdAt: '2026-08-25T10:00:00.000Z',
      });
    const label = (text: string) =>
      judge(aCase({ post: aPost({ text }), tickets: [ticket('Link is verlopen.')] })).label;
    expect(label('zaak 88304 "naar tevredenheid afgerond". Ik kom er nog steeds niet in')).toBe('reported');
    expect(label('gemeld onder WW-118832, niks meer gehoord')).toBe('reported');
    expect(label('order 118832 is met een gat in de doos bezorgd door een jongen van twaalf')).not.toBe('reported');
  });

  it('counts the hours between post and ticket as people do', () => {
    const ticket = aTicket({ sourceUrl: aPost().url, createdAt: '2026-09-03T10:00:00.000Z' });
    expect(JSON.stringify(judge(aCase({ tickets: [ticket] })).evidence)).toContain('1 hour later');
    const atOnce = { ...ticket, createdAt: aPost().createdAt };
    expect(JSON.stringify(judge(aCase({ tickets: [atOnce] })).evidence)).toContain('less than an hour later');
  });

  it('does not take what everybody says for a report of somebody with another order', async () => {
    const company = { ...aCompany, references: ['VB-####-######'] };
    const ticket = aTicket({
      subject: 'Niemand neemt op',
      text: 'Ik sta al een uur in de wacht over bestelling VB-2026-118832, niemand neemt op. Waardeloos.',
      requester: { name: 'Anna', email: null, phone: null, handles: {} },
      refs: ['VB-2026-118832'],
    });
    const meaning = await openMeaning();
    const told = async (number: string, handle: string): Promise<Verdict> => {
      const text = `al een uur in de wacht bij @waterweg order ${number}, niemand neemt op. Waardeloos!`;
      const post = aPost({ text, author: { handle, name: null } });
      return judgeDeeply(aCase({ post, company, tickets: [ticket] }), { meaning });
    };
    const [same, other] = [await told('VB-2026-118832', 'pluis_1'), await told('VB-2026-118831', 'kwast_9')];
    await meaning.close();
    expect(same).toMatchObject({ label: 'reported', ticket: 'desk:1' });
    expect(other).toMatchObject({ label: 'unreported', ticket: null });
    expect(JSON.stringify(other.evidence)).toContain('another number');
    expect(JSON.stringify(other.evidence)).not.toMatch(/118832|vb,/);
  });

  it.each([
    ['elf kilo kaarsengeld in twee emmers', 'Klt v kerkfabriek wil 11 kg munten storten'],
    ['118 euro is voor mij de huur van de garage', 'Terugbetaling €118,62 blijft uit'],
  ])('sees that “%s” and “%s” name one figure', (text, other) => {
    const { figures } = comparePair(aPost({ text }), aTicket({ text: other }), aCompany, new Set()).issue;
    expect(figures).toBeGreaterThan(0.3);
  });

  it.each([
    ['een correctie van 208 euro, ik snap er niets van', 'Vandaag een correctie van € 431,20 ontvangen', true],
    ['een correctie van 430 euro, ik snap er niets van', 'Vandaag een correctie van € 431,20 ontvangen', false],
    ['£1,299 gone', 'you took £1299.00 from my account', false],
    ['een correctie van 208 euro, ik snap er niets van', 'Vandaag een correctie ontvangen op 12 maart', false],
    ['25,- kwijt', 'er is €\u00a060 afgeschreven', true],
  ])('sees whether “%s” and “%s” are about other amounts', (text, other, differ) => {
    const { otherAmount } = comparePair(aPost({ text }), aTicket({ text: other }), aCompany, new Set()).issue;
    expect(otherAmount).toBe(differ);
  });

  it('counts the size of a thing as no coincidence', () => {
    const [text, other] = ['Besteld: 160x200, gekregen: 157 bij 196', 'Het bedframe (160 x 200) is er nog niet'];
    expect(comparePair(aPost({ text }), aTicket({ text: other }), aCompany, new Set()).issue.figures).toBe(0);
    const [paid, sum] = ['3x 24,95 betaald', 'Er is 24,95 te veel afgeschreven'];
    expect(
      comparePair(aPost({ text: paid }), aTicket({ text: sum }), aCompany, new Set()).issue.figures,
    ).toBeGreaterThan(0);
  });

  it.each([
    ['geen internet in Boom', ['boom']],
    ['Boom op de lijn, al drie dagen', []],
    ['Mevr. Peeters (Mol)', ['mol']],
    ['de heer Van Houten uit Zele', ['zele']],
  ])('knows the towns of “%s”, though some are words', (text, towns) => {
    expect([...placesIn(text)]).toEqual(towns);
  });

  it('holds another town against a name, and not against whom we know', () => {
    const chance = (town: string, handles: Record<string, string>): number => {
      const requester = { name: 'Sanne Vermaat', email: null, phone: null, handles };
      const tickets = [aTicket({ text: 'De watermeter lekt hier in Gouda en de kelder staat blank.', requester })];
      const text = `Kelder in ${town} blank door een lek aan de watermeter, en @waterweg neemt niet op.`;
      return judge(aCase({ post: aPost({ text }), tickets })).probability;
    };
    expect(chance('Emmen', {})).toBeLessThan(chance('Wzkbm', {}));
    expect(chance('Emmen', { x: 'sanne_v' })).toBe(chance('Wzkbm', { x: 'sanne_v' }));
  });

  const alikeAtAll = { topics: 0.5, complaint: 0.5, saysReported: 0.1 };

  it('makes less of the likeness of a short post or ticket', () => {
    const alike = new Map([['desk:1', { ...alikeAtAll, told: 0.6, asked: 0.6 }]]);
    const words = (count: number): string => 'wzk brmf tlkk '.repeat(count);
    const chance = (post: number, ticket: number): number => {
      const tickets = [aTicket({ text: words(ticket).toUpperCase() })];
      const stranger = { handle: 'pluis_1', name: null };
      const said = aPost({ text: `${words(post)}?`, author: stranger });
      return judge(aCase({ post: said, tickets, alike, weights: shipped.deep })).probability;
    };
    expect(chance(2, 10)).toBeLessThan(chance(8, 10));
    expect(chance(8, 10)).toBeLessThan(chance(20, 10));
    expect(chance(40, 10)).toBe(chance(60, 10));
    expect(chance(10, 2)).toBeLessThan(chance(10, 8));
  });

  it('makes less of a stranger’s story that others tell as well, and no less of one whom we know', () => {
    const alike = new Map([
      ['desk:1', { ...alikeAtAll, told: 0.45, asked: 0.45 }],
      ['desk:2', { ...alikeAtAll, told: 0.9, asked: 0.1 }],
    ]);
    const chance = (handle: string, others: boolean): number => {
      const own = aTicket({
        text: 'Kelder blank.',
        requester: { name: null, email: null, phone: null, handles: { x: 'sanne_v' } },
      });
      const other = aTicket({
        id: 'desk:2',
        subject: 'Pas',
        text: 'Pas kwijt.',
        requester: { name: 'Bram Kuiper', email: null, phone: null, handles: {} },
        createdAt: '2026-08-20T10:00:00.000Z',
      });
      const post = aPost({ author: { handle, name: null } });
      const tickets = others ? [own, other] : [own];
      const said = judge(aCase({ post, tickets, alike, weights: shipped.deep }));
      expect(said.ticket ?? 'desk:1').toBe('desk:1');
      return said.probability;
    };
    // Rounded to one, it could not be seen to fall.
    expect(chance('sanne_v', false)).toBeLessThan(0.999);
    expect(chance('sanne_v', true)).toBe(chance('sanne_v', false));
    expect(chance('pluis_1', true)).toBeLessThan(chance('pluis_1', false));
  });

  it('takes a post that speaks of something back, or said to be done, rather for the sequel of a solved ticket', () => {
    const told = (text: string, status: Ticket['status']): Verdict =>
      judge(aCase({ post: aPost({ text }), tickets: [aTicket({ status, createdAt: before, updatedAt: before })] }));
    const before = '2026-08-30T10:00:00.000Z';
    const plain = 'Kelder blank door een lek aan de watermeter';
    const again = told(`${plain}, weer.`, 'solved');
    expect(again.probability).toBeGreaterThan(told(`${plain}, hoor.`, 'solved').probability);
    const issueOf = ({ evidence }: Verdict): number => evidence.find(({ kind }) => kind === 'issue')!.weight;
    expect(issueOf(again)).toBeGreaterThan(issueOf(told(`${plain}, hoor.`, 'solved')));
    expect(told(`${plain}, weer.`, 'open').probability).toBe(told(`${plain}, hoor.`, 'open').probability);
    expect(told(`${plain}, weerhaak.`, 'solved').probability).toBeLessThan(again.probability);
  });

  it('makes more of a named requester’s ticket that complains, of the same topics, and of who says to have told us', () => {
    const verdictOf = (alike: Partial<Alike>): Verdict => {
      const told = { ...alikeAtAll, told: 0.3, asked: 0.3, ...alike };
      const tickets = [aTicket({ requester: { name: 'Sanne Vermaat', email: null, phone: null, handles: {} } })];
      const post = aPost({ text: 'Niemand neemt op.', author: { handle: 'sv', name: 'Sanne Vermaat' } });
      return judge(aCase({ post, tickets, alike: new Map([['desk:1', told]]), weights: shipped.deep }));
    };
    const chance = (alike: Partial<Alike>): number => verdictOf(alike).probability;
    expect(chance({ complaint: 0.9 })).toBeGreaterThan(chance({ complaint: 0.1 }));
    expect(chance({ topics: 0.9 })).toBeGreaterThan(chance({ topics: 0.1 }));
    expect(chance({ saysReported: 0.9 })).toBeGreaterThan(chance({ saysReported: 0.1 }));
    const detailsOf = (saysReported: number): string[] =>
      verdictOf({ saysReported }).evidence.map(({ detail }) => detail);
    expect(detailsOf(0.9)).toContain('The author says to have told us already.');
    expect(detailsOf(0.1)).not.toContain('The author says to have told us already.');
  });

  it('shows care that it is about another amount, and is less sure then', () => {
    const told = (sum: string): Verdict =>
      judge(
        aCase({
          post: aPost({
            text: `Mijn jaarnota klopt niet, ${sum} te veel`,
            author: { handle: 'pluis_1', name: 'Jolanda' },
          }),
          tickets: [
            aTicket({
              subject: 'Correctie op jaarnota',
              text: 'Waarom een correctie van 431 euro?',
              requester: { name: 'Jolanda Kok', email: null, phone: null, handles: {} },
            }),
          ],
        }),
      );
    // An alert has room for three.
    expect(
      told('208 euro')
        .evidence.slice(0, 3)
        .map(({ detail }) => detail),
    ).toContain('It is about another amount.');
    expect(JSON.stringify(told('430 euro').evidence)).not.toContain('another amount');
    expect(told('208 euro').probability).toBeLessThan(told('430 euro').probability ?? 0);
  });

  it.each([
    ['Complimentje', 'Even een bedankje voor de nieuwe theepot, super geregeld!', 1],
    ['Kapotte theepot', 'Thanks for nothing, the spout of the teapot has a crack.', 0],
    ['Kapotte theepot', 'De tuit heeft een barst. Alvast bedankt voor uw hulp.', 0],
    ['Theepot', 'Bedankt voor de nieuwe, maar ook die heeft een barst in de tuit.', 0],
    ['Broken teapot', 'The new one has a crack too. Thank you for looking into this.', 0],
    ['Nog steeds kapot', 'Mijn klacht over de theepot is niet netjes opgelost.', 0],
    ['Nog steeds kapot', 'Ik wil gewoon snel geholpen worden met die theepot.', 0],
  ])('takes a ticket “%s” for praise or for a grievance', (subject, text, share) => {
    expect(inquiryOf(aTicket({ subject, text }))).toBe(share);
  });
});
