import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { startDaemon } from '../support/daemon.ts';
import { feedOf, serveFeed } from '../support/feed.ts';
import { created, serveJetstream } from '../support/jetstream.ts';
import { serveMastodon, statusOf } from '../support/mastodon.ts';
import { openSlack, slackChannel, slackToken } from '../support/slack.ts';
import { reviewOf, serveTrustpilot } from '../support/trustpilot.ts';
import { serveZendesk, zendeskTicketOf, zendeskUserOf } from '../support/zendesk.ts';

const stores = [
  ['SQLite', () => '{ kind: sqlite, path: "${FOLDER}/k.db" }'],
  ...(process.env.MONGODB_URI
    ? [
        [
          'MongoDB',
          () => `{ kind: mongodb, url: "${process.env.MONGODB_URI}", database: journey_${process.pid}_${Date.now()} }`,
        ] as const,
      ]
    : []),
] as [string, () => string][];

describe.each(stores)('a complaint’s way over %s', (_name, storeYaml) => {
  it('goes from four sources, past the helpdesk, to Slack, and is edited when a ticket comes in', async () => {
    const slack = await openSlack();
    onTestFinished(() => slack.close());
    const recent = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();
    const toot = statusOf('101', {
      created_at: recent(50),
      content:
        '<p>Al een uur in de wacht bij <a href="#">#voorbeeldia</a>, er neemt gewoon niemand op. Waardeloze klantenservice!</p>',
    });
    const mastodon = await serveMastodon(new Map([['voorbeeldia', [toot]]]));
    const feed = await serveFeed(() =>
      feedOf([
        `<item><guid>f1</guid><title>Voorbeeldia factuur klopt niet</title><description>Voorbeeldia schrijft twee keer hetzelfde bedrag af en niemand reageert. Order VB-2026-118832, ik wil mijn geld terug.</description><pubDate>${new Date(Date.now() - 40 * 60_000).toUTCString()}</pubDate><link>https://forum.example/1</link></item>`,
        `<item><guid>f2</guid><title>Het weer</title><description>Zonnig.</description><pubDate>${new Date().toUTCString()}</pubDate><link>https://forum.example/2</link></item>`,
      ]),
    );
    const jetstream = await serveJetstream([
      created(1, 'Voorbeeldia levert al drie weken niet, niemand weet waar mijn pakket is. Schandalig.'),
    ]);
    const review = reviewOf(1, {
      title: 'Voorbeeldia: nooit meer',
      text: 'De monteur van Voorbeeldia kwam niet opdagen, voor de derde keer. Niemand belt terug.',
      createdAt: recent(30),
    });
    const trustpilot = await serveTrustpilot([review], 'tp-key-0123456789');
    const ticket = zendeskTicketOf(7, {
      subject: 'VB-2026-118832 dubbel afgeschreven',
      description: 'Twee keer hetzelfde bedrag afgeschreven voor order VB-2026-118832.',
      created_at: recent(45),
      updated_at: recent(45),
      requester_id: 55,
    });
    const zendesk = {
      events: [ticket] as unknown[],
      users: new Map([[55, zendeskUserOf(55, { name: 'Zwaantje Kuipers' })]]),
      sideload: true,
      now: () => Date.now(),
    };
    const desk = await serveZendesk(zendesk, 'care@voorbeeldia.example', 'zd-token-0123456789');

    const daemon = await startDaemon(`
company: { name: Voorbeeldia, handles: [voorbeeldia], locale: nl, references: ["VB-####-######"] }
store: ${storeYaml()}
sources:
  - { name: toots, kind: mastodon, servers: ["${mastodon.url}"], hashtags: [voorbeeldia], every: 1s }
  - { name: forum, kind: rss, url: "${feed.url}/feed", every: 1s }
  - { name: sky, kind: bluesky, terms: [voorbeeldia], hosts: ["${jetstream.url}"], profiles: null }
  - { name: reviews, kind: trustpilot, apikey: tp-key-0123456789, unit: 46d6a890000064000500e0c3, base: "${trustpilot.url}", every: 1s }
helpdesks:
  - { name: zendesk, kind: zendesk, base: "${desk.url}", email: care@voorbeeldia.example, token: zd-token-0123456789, every: 1s }
channels:
  - { name: care, kind: slack, token: ${slackToken}, channel: ${slackChannel}, api: "${slack.api}" }
alerts: { within: 3650d, grace: 1s }
digest: { folder: "\${FOLDER}/digests", channels: [] }
http: { port: 0 }
`);
    onTestFinished(() => daemon.stop());
    await daemon.untilTrue(() => jetstream.lines.size > 0);
    jetstream.tell(
      created(2, 'Voorbeeldia weer: geen antwoord op mijn mail, al weken wachten op mijn geld. Belachelijk.'),
    );

    const shown = () => [...slack.messages.values()].map((message) => JSON.stringify(message));
    const one = (text: string) => shown().find((message) => message.includes(text));
    await daemon.untilTrue(() =>
      Boolean(one('in de wacht bij') && one('de derde keer') && one('geen antwoord op mijn mail')),
    );
    // The forum's complaint is on a ticket with the same order number: nobody is bothered.
    expect(one('twee keer hetzelfde')).toBeUndefined();
    expect(one('Zonnig')).toBeUndefined();
    await daemon.untilTrue(() => Boolean(one('in de wacht bij')?.includes('Niet gemeld')));

    const url = String(toot.url);
    zendesk.events.push(
      zendeskTicketOf(8, {
        subject: 'Niemand neemt op',
        description: `Ik sta al een uur in de wacht, zie ook ${url}`,
        created_at: recent(5),
        updated_at: recent(5),
        requester_id: 55,
      }),
    );
    await daemon.untilTrue(() => Boolean(one('in de wacht bij')?.includes('Gemeld bij de helpdesk')));
    expect(shown().filter((message) => message.includes('in de wacht bij'))).toHaveLength(1);

    const store = await openStore(daemon.config.store);
    const known = await store.known(['mastodon:https://social.example/users/anna/statuses/101']);
    const health = await store.health();
    await store.close();
    expect([...known.values()][0]?.verdict?.label).toBe('reported');
    expect(health.filter(({ state }) => state !== 'green')).toEqual([]);
    expect(JSON.stringify(daemon.events)).not.toMatch(/zd-token|tp-key|xoxb/);
  }, 60_000);

  it('is not held up by a source that is refused or a channel that is down, and says so', async () => {
    const slack = await openSlack();
    onTestFinished(() => slack.close());
    slack.next.push({ status: 503, body: 'down' });
    const feed = await serveFeed(() =>
      feedOf([
        `<item><guid>f1</guid><title>Voorbeeldia</title><description>Voorbeeldia neemt niet op, al een uur in de wacht. Waardeloos.</description><pubDate>${new Date().toUTCString()}</pubDate><link>https://forum.example/1</link></item>`,
      ]),
    );
    const trustpilot = await serveTrustpilot([], 'the-right-key');
    const daemon = await startDaemon(`
company: { name: Voorbeeldia, locale: en }
store: ${storeYaml()}
sources:
  - { name: reviews, kind: trustpilot, apikey: a-wrong-key-123, unit: 46d6a890000064000500e0c3, base: "${trustpilot.url}", every: 1s }
  - { name: forum, kind: rss, url: "${feed.url}/feed", every: 1s }
channels:
  - { name: care, kind: slack, token: ${slackToken}, channel: ${slackChannel}, api: "${slack.api}" }
digest: { folder: "\${FOLDER}/digests", channels: [] }
http: { port: 0 }
`);
    onTestFinished(() => daemon.stop());
    const refused = await daemon.until((event) => event.what === 'failed' && event.part === 'source:reviews');
    expect(refused).toMatchObject({ kind: 'Refused' });
    await daemon.until((event) => event.what === 'failed' && event.part === 'channel:care');
    await daemon.until((event) => event.what === 'sent' && event.channel === 'care');
    // No helpdesk is configured, and the alert says that nothing is known.
    expect(JSON.stringify([...slack.messages.values()])).toContain('Not yet known');
    const store = await openStore(daemon.config.store);
    const health = await store.health();
    await store.close();
    expect(health.find(({ part }) => part === 'source:reviews')).toMatchObject({ state: 'red' });
    expect(JSON.stringify([health, daemon.events])).not.toContain('a-wrong-key-123');
  }, 60_000);
});
