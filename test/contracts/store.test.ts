import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { type Place, storeKinds } from '../store/open-stores.ts';
import { alert, all, mention, minute, noon, ticket, toldAbout } from '../store/samples.ts';

describe.each(storeKinds)('a store on $name', ({ place }) => {
  let at: Place;
  let store: Store;

  beforeEach(async () => {
    at = await place();
    store = await at.open();
  });

  afterEach(async () => {
    await store.close();
    await at.clear();
  });

  async function reopen(): Promise<void> {
    await store.close();
    store = await at.open();
  }

  it('gives back what was saved as it was, also after it was closed', async () => {
    const heard = mention('x:1', { reviewAt: minute(60), copyOf: 'x:0' });
    const asked = ticket('desk:1');
    const checkpoint = { 'mastodon.social': { $since: 'é' }, list: [1, null] };
    await store.save({ tickets: [asked], mentions: [heard], checkpoint: { of: 'source:timeline', at: checkpoint } });
    await reopen();
    expect(await store.known(['x:1', 'x:2'])).toEqual(new Map([['x:1', heard]]));
    expect(await store.tickets(['desk:1', 'desk:2'])).toEqual(new Map([['desk:1', asked]]));
    expect(await store.checkpoint('source:timeline')).toEqual(checkpoint);
    expect(await store.checkpoint('source:other')).toBeUndefined();
  });

  it('keeps nothing twice, and the last of what was saved under one id', async () => {
    const first = mention('x:1', { keys: ['term:a', 'term:b'] });
    const second = mention('x:1', { keys: ['term:b', 'term:c'], text: 'anders', at: minute(5) });
    await store.save({ mentions: [first, second] });
    await store.save({ mentions: [first] });
    await store.save({ mentions: [second] });
    await store.save({ mentions: [second] });
    const found = (key: string) => store.findMentions({ keys: [key], from: noon, to: minute(9), perKey: 9 });
    expect(await all(store.mentionsBetween(noon, minute(9)))).toEqual([second]);
    expect(await found('term:a')).toEqual([]);
    expect(await found('term:b')).toEqual([second]);
    expect(await found('term:c')).toEqual([second]);
  });

  it('puts U+FFFD for what no database keeps, so that offsets stay true', async () => {
    const text = 'a\0b\ud800c 😀 \\u0000 \\ud800';
    const clean = 'a\uFFFDb\uFFFDc 😀 \\u0000 \\ud800';
    const asked = ticket('desk:\0', {
      text,
      requester: { name: '\udc00', email: null, phone: null, handles: { '\0': 'a' } },
    });
    await store.save({
      alerts: [alert('x:\ud800', 'f\0')],
      tickets: [asked],
      mentions: [mention('x:\ud800', { text, keys: ['term:\0'] })],
      checkpoint: { of: 'source:\0', at: { '\0': text } },
    });
    const heard = (await store.known(['x:\ud800'])).get('x:\uFFFD');
    expect(heard?.post.text).toBe(clean);
    const kept = (await store.tickets(['desk:\0'])).get('desk:\uFFFD');
    expect(kept).toMatchObject({ text: clean, requester: { name: '\uFFFD', handles: { '\uFFFD': 'a' } } });
    expect(await store.findMentions({ keys: ['term:\0'], from: noon, to: noon, perKey: 1 })).toHaveLength(1);
    expect(await store.checkpoint('source:\0')).toEqual({ '\uFFFD': clean });
    await store.markSent('complaint:x:\ud800>care', 'f\0', { ts: '\0' });
    expect(await store.alert('complaint:x:\ud800>care')).toMatchObject({ state: 'sent', receipt: { ts: '\uFFFD' } });
  });

  it('keeps a post of 100 kB and one with right-to-left marks', async () => {
    const long = mention('x:1', { text: '\u202e é '.repeat(20_000) });
    await store.save({ mentions: [long] });
    expect((await store.known(['x:1'])).get('x:1')).toEqual(long);
  });

  it('finds the newest of each key within the time asked for, each once', async () => {
    const keys = ['term:factuur', 'name:vries'];
    const tickets = [0, 1, 2, 3, 4].map((n) =>
      ticket(`desk:${n}`, { createdAt: minute(n), keys: n === 0 ? ['ref:1'] : keys }),
    );
    await store.save({ tickets });
    const ids = async (from: number, to: number, perKey: number, wanted: readonly string[]) =>
      (await store.findTickets({ keys: wanted, from: minute(from), to: minute(to), perKey }))
        .map(({ id }) => id)
        .sort();
    expect(await ids(0, 9, 2, keys)).toEqual(['desk:3', 'desk:4']);
    expect(await ids(1, 3, 9, keys)).toEqual(['desk:1', 'desk:2', 'desk:3']);
    expect(await ids(0, 9, 1, [...keys, 'ref:1', 'ref:1'])).toEqual(['desk:0', 'desk:4']);
    expect(await ids(0, 9, 9, ['term:factuu', 'term:FACTUUR'])).toEqual([]);
    expect(await ids(0, 9, 9, [])).toEqual([]);
  });

  it('finds the same in whatever order it was saved, also where a moment has more than a key may find', async () => {
    const tickets = ['d', 'b', 'a', 'c', 'e'].map((name) => ticket(`desk:${name}`, { keys: ['term:factuur'] }));
    const newer = ticket('desk:newer', { createdAt: minute(1), keys: ['term:factuur', 'name:vries'] });
    const search = { keys: ['term:factuur'], from: noon, to: minute(9), perKey: 3 };
    const ids = async () => (await store.findTickets(search)).map(({ id }) => id);
    await store.save({ tickets: [...tickets, newer] });
    expect(await ids()).toEqual(['desk:a', 'desk:b', 'desk:newer']);
    await at.clear();
    at = await place();
    store = await at.open();
    await store.save({ tickets: [newer, ...tickets.toReversed()] });
    expect(await ids()).toEqual(['desk:a', 'desk:b', 'desk:newer']);
    expect(await store.findTickets({ ...search, perKey: 1 })).toEqual([newer]);
  });

  it('reads only the best: a certain key before all names and terms, rare ones before common ones, then the nearest', async () => {
    const made = (name: string, keys: string[], n = 0) => ticket(`desk:${name}`, { keys, createdAt: minute(n) });
    const wanted = ['ref:1', 'name:jan', 'name:vries', 'term:a', 'term:b', 'term:c'];
    await store.save({
      tickets: [
        made('near', ['term:a'], 4),
        made('far', ['term:a'], 9),
        made('tie-b', ['term:b'], 6),
        made('tie-a', ['term:c'], 2),
        made('terms', ['term:a', 'term:b', 'term:c']),
        made('name', ['name:jan', 'term:a']),
        made('names', ['name:jan', 'name:vries']),
        made('certain', ['ref:1', 'term:other']),
        made('nothing', ['term:other']),
      ],
    });
    const ids = async (limit: number) =>
      (
        await store.findTickets({
          ...{ keys: wanted, from: noon, to: minute(9), perKey: 9 },
          best: { limit, near: minute(4) },
        })
      ).map(({ id }) => id.replace('desk:', ''));
    const ranked = ['certain', 'terms', 'names', 'name', 'tie-a', 'tie-b', 'near', 'far'];
    expect(await ids(99)).toEqual(ranked);
    for (const limit of [1, 3, 5, 6, 7]) expect(await ids(limit)).toEqual(ranked.slice(0, limit));
  });

  it('says which mentions are due for review, the longest waiting first', async () => {
    await store.save({
      mentions: [
        mention('x:1', { reviewAt: minute(3) }),
        mention('x:2', { reviewAt: minute(1) }),
        mention('x:3', { reviewAt: minute(2) }),
        mention('x:4'),
      ],
    });
    const due = async (n: number, limit: number) => (await store.reviewDue(minute(n), limit)).map(({ id }) => id);
    expect(await due(2, 9)).toEqual(['x:2', 'x:3']);
    expect(await due(9, 2)).toEqual(['x:2', 'x:3']);
    await store.save({ mentions: [mention('x:2')] });
    expect(await due(9, 9)).toEqual(['x:3', 'x:1']);
  });

  it('reads a span of any length from old to new, also where many share a moment', async () => {
    const mentions = Array.from({ length: 450 }, (_, n) => mention(`x:${n}`, { at: minute(n < 300 ? 5 : 449 - n) }));
    await store.save({ mentions });
    const read = await all(store.mentionsBetween(minute(5), minute(100)));
    expect(new Set(read.map(({ id }) => id)).size).toBe(read.length);
    expect(read).toHaveLength(300 + 95);
    const times = read.map(({ post }) => post.createdAt);
    expect(times).toEqual(times.toSorted());
  });

  it('lets an alert be due, sent, changed, and due again with its receipt', async () => {
    await store.save({ alerts: [alert('x:2', 'one', { createdAt: minute(2) }), alert('x:1', 'one')] });
    await store.save({ alerts: [alert('x:3', 'one', { channel: 'other', id: 'complaint:x:3>other' })] });
    const due = () => store.outboxDue('care', minute(9), 9);
    expect((await due()).map(({ id }) => id)).toEqual(['complaint:x:1>care', 'complaint:x:2>care']);
    expect((await store.outboxDue('care', minute(9), 1)).map(({ id }) => id)).toEqual(['complaint:x:1>care']);

    await store.markSent('complaint:x:1>care', 'one', { ts: '17.1' });
    await store.save({ alerts: [alert('x:1', 'one', { createdAt: minute(7) })] });
    expect((await due()).map(({ id }) => id)).toEqual(['complaint:x:2>care']);
    expect(await store.alert('complaint:x:1>care')).toMatchObject({
      state: 'sent',
      createdAt: noon,
      receipt: { ts: '17.1' },
    });

    await store.save({ alerts: [alert('x:1', 'two')] });
    expect((await due())[0]).toEqual({
      ...alert('x:1', 'two'),
      state: 'due',
      receipt: { ts: '17.1' },
      attempts: 0,
      notBefore: null,
      error: null,
    });
  });

  it('keeps the receipt of a message that changed while it was sent, and sends the change', async () => {
    await store.save({ alerts: [alert('x:1', 'one')] });
    await store.save({ alerts: [alert('x:1', 'two')] });
    await store.markSent('complaint:x:1>care', 'one', { ts: '17.1' });
    expect(await store.outboxDue('care', noon, 9)).toMatchObject([{ fingerprint: 'two', receipt: { ts: '17.1' } }]);
    await store.markFailed('complaint:x:1>care', 'one', { error: 'too long', notBefore: null, parked: true });
    expect(await store.alert('complaint:x:1>care')).toMatchObject({ state: 'due', attempts: 0, error: null });
  });

  it('waits with a failed alert, and parks a refused one until it changes or a person says so', async () => {
    const id = 'complaint:x:1>care';
    const states = async (n: number) => (await store.outboxDue('care', minute(n), 9)).map(({ attempts }) => attempts);
    await store.save({ alerts: [alert('x:1', 'one')] });
    await store.markFailed(id, 'one', { error: 'no answer', notBefore: minute(5), parked: false });
    await store.markFailed(id, 'one', { error: 'no answer', notBefore: minute(5), parked: false });
    expect(await states(4)).toEqual([]);
    expect(await states(5)).toEqual([2]);
    expect(await store.outboxParked()).toEqual([]);

    await store.markFailed(id, 'one', { error: 'channel_not_found', notBefore: null, parked: true });
    await store.save({ alerts: [alert('x:1', 'one')] });
    expect(await states(9)).toEqual([]);
    expect(await store.outboxParked()).toMatchObject([
      { id, attempts: 3, error: 'channel_not_found', state: 'parked' },
    ]);
    expect(await store.unpark('other')).toBe(0);
    expect(await store.unpark('care')).toBe(1);
    expect(await states(9)).toEqual([0]);

    await store.markFailed(id, 'one', { error: 'channel_not_found', notBefore: null, parked: true });
    await store.save({ alerts: [alert('x:1', 'two')] });
    expect(await store.outboxDue('care', noon, 9)).toMatchObject([{ fingerprint: 'two', attempts: 0, error: null }]);
  });

  it('holds an alert until its moment, or until it changes', async () => {
    await store.save({ alerts: [alert('x:1', 'unknown', { holdUntil: '2026-11-24T12:10:00.000Z' })] });
    expect(await store.outboxDue('care', '2026-11-24T12:09:59.999Z', 9)).toEqual([]);
    expect(await store.outboxDue('care', '2026-11-24T12:10:00.000Z', 9)).toHaveLength(1);
    await store.save({ alerts: [alert('x:1', 'unreported')] });
    expect(await store.outboxDue('care', '2026-11-24T12:00:00.000Z', 9)).toMatchObject([{ fingerprint: 'unreported' }]);
  });

  it('never sends what only edits as a first message', async () => {
    const gone = alert('x:1', 'deleted', { onlyEdit: true });
    await store.save({ alerts: [gone] });
    expect(await store.outboxDue('care', noon, 9)).toEqual([]);
    await store.markSent(gone.id, 'one', { ts: '17.1' });
    expect(await store.outboxDue('care', noon, 9)).toMatchObject([{ ...gone, receipt: { ts: '17.1' } }]);
  });

  it('forgets a post that its author deleted: its keys, its answers and its unsent alerts', async () => {
    await store.save({
      alerts: [alert('x:1', 'one'), alert('x:2', 'one')],
      mentions: [mention('x:1'), mention('x:2')],
    });
    await store.saveAnswer({ id: 'a1', mention: 'x:1', answer: 'not-reported', ticket: null, by: 'Ans', at: noon });
    const changes = {
      deletions: [{ id: 'x:1' }, { id: 'x:unknown' }],
      checkpoint: { of: 'source:timeline', at: { n: 1 } },
    };
    await store.save(changes);
    await store.save(changes);
    const told = await toldAbout(store, ['x:1', 'x:2'], [], ['url:social.example/x:1', 'handle:x:jdevries84']);
    expect(told.mentions).toEqual([mention('x:2')]);
    expect(told.foundMentions).toEqual([mention('x:2')]);
    expect(told.alerts.map(({ id }) => id)).toEqual(['complaint:x:2>care']);
    expect(told.answers).toEqual([]);
  });

  it('tells what was sent about the posts of an author who left, and lets it be edited away', async () => {
    const theirs = [mention('x:1', { handle: 'JdeVries84' }), mention('x:2', { handle: 'jdevries84' })];
    const others = [mention('x:3', { handle: 'ans' }), mention('mastodon:4')];
    await store.save({ alerts: ['x:1', 'x:2', 'x:3'].map((id) => alert(id, 'one')), mentions: [...theirs, ...others] });
    await store.markSent('complaint:x:1>care', 'one', { ts: '17.1' });

    const deletions = [{ author: 'x:jdevries84' }];
    const about = await store.alertsAbout(deletions);
    expect(about.map(({ id }) => id)).toEqual(['complaint:x:1>care', 'complaint:x:2>care']);
    const { quote: _, ...message } = alert('x:1', 'one').message;
    const alerts = about.map(({ id, channel, createdAt, message: { cause } }) => ({
      ...{ id, channel, createdAt, fingerprint: 'deleted', onlyEdit: true },
      message: { ...message, cause, title: 'The author removed it' },
    }));
    await store.save({ alerts, deletions });
    expect((await store.known(['x:1', 'x:2', 'x:3', 'mastodon:4'])).keys().toArray().sort()).toEqual([
      'mastodon:4',
      'x:3',
    ]);
    const due = await store.outboxDue('care', minute(9), 9);
    expect(due.map(({ id }) => id)).toEqual(['complaint:x:1>care', 'complaint:x:3>care']);
    expect(due[0]).toEqual({
      ...alerts[0],
      state: 'due',
      receipt: { ts: '17.1' },
      attempts: 0,
      notBefore: null,
      error: null,
    });
  });

  it('forgets what is older than the retention, with all that belongs to it', async () => {
    const old = Array.from({ length: 250 }, (_, n) => mention(`x:${n}`, { at: minute(-1), keys: ['term:a'] }));
    await store.save({
      alerts: [alert('x:0', 'one'), alert('x:kept', 'one')],
      tickets: [ticket('desk:old', { createdAt: minute(-1) }), ticket('desk:kept')],
      mentions: [...old, mention('x:kept', { keys: ['term:a'] })],
    });
    const silence = { ...alert('', 'one', { id: 'silence:x>care', createdAt: minute(-1) }) };
    const waiting = { ...alert('', 'one', { id: 'gap:x>care', createdAt: minute(-1) }) };
    await store.save({ alerts: [silence, waiting] });
    await store.markSent(silence.id, 'one', {});
    await store.saveAnswer({ id: 'a1', mention: 'x:0', answer: 'not-reported', ticket: null, by: 'Ans', at: noon });
    await store.saveAnswer({ id: 'a2', mention: 'x:kept', answer: 'not-reported', ticket: null, by: 'Ans', at: noon });

    expect(await store.forgetBefore(noon)).toBe(251);
    expect(await store.forgetBefore(noon)).toBe(0);
    expect(await all(store.mentionsBetween(minute(-9), minute(9)))).toEqual([mention('x:kept', { keys: ['term:a'] })]);
    expect(await store.findMentions({ keys: ['term:a'], from: minute(-9), to: noon, perKey: 999 })).toHaveLength(1);
    expect((await store.tickets(['desk:old', 'desk:kept'])).keys().toArray()).toEqual(['desk:kept']);
    expect((await store.outboxDue('care', noon, 9)).map(({ id }) => id).sort()).toEqual([
      'complaint:x:kept>care',
      'gap:x>care',
    ]);
    expect(await store.alert(silence.id)).toBeUndefined();
    expect((await all(store.answers())).map(({ id }) => id)).toEqual(['a2']);
  });

  it('remembers digests, health, answers and links', async () => {
    const digest = { week: '2026-W48', createdAt: noon };
    await store.save({ digest });
    expect(await store.digest('2026-W48')).toEqual(digest);
    expect(await store.digest('2026-W47')).toBeUndefined();

    const health = {
      state: 'red',
      lastSuccess: null,
      watermark: null,
      newest: noon,
      failures: 3,
      skipped: 0,
      reason: '401',
    } as const;
    await store.saveHealth({ ...health, part: 'source:timeline', updatedAt: noon });
    await store.saveHealth({ ...health, part: 'helpdesk:desk', updatedAt: noon });
    await store.saveHealth({ ...health, part: 'source:timeline', state: 'green', updatedAt: minute(1) });
    expect(await store.health()).toEqual([
      { ...health, part: 'helpdesk:desk', updatedAt: noon },
      { ...health, part: 'source:timeline', state: 'green', updatedAt: minute(1) },
    ]);

    const answer = { mention: 'x:1', answer: 'already-reported', ticket: 'desk:1', by: 'Ans' } as const;
    await store.saveAnswer({ ...answer, id: 'a2', at: minute(1) });
    await store.saveAnswer({ ...answer, id: 'a1', at: minute(2) });
    await store.saveAnswer({ ...answer, id: 'a2', at: minute(1), by: 'Bo' });
    expect((await all(store.answers())).map(({ id, by }) => [id, by])).toEqual([
      ['a2', 'Bo'],
      ['a1', 'Ans'],
    ]);

    const link = {
      id: 'l1',
      a: 'handle:x:jan',
      b: 'email:9f',
      because: 'same order',
      by: 'Ans',
      at: noon,
      until: null,
    };
    await store.saveLink(link);
    await store.saveLink({ ...link, id: 'l2', a: 'ref:1', b: 'handle:x:jan', at: minute(1) });
    expect((await store.links('handle:x:jan')).map(({ id }) => id)).toEqual(['l1', 'l2']);
    expect(await store.links('email:9f')).toEqual([link]);
    await store.saveLink({ ...link, until: minute(2) });
    expect((await store.links('handle:x:jan')).map(({ id }) => id)).toEqual(['l2']);
  });

  it('makes its secret once', async () => {
    const [one, same] = await Promise.all([store.secret(), store.secret()]);
    expect(one).toHaveLength(32);
    expect(Buffer.from(same)).toEqual(Buffer.from(one));
    await reopen();
    expect(Buffer.from(await store.secret())).toEqual(Buffer.from(one));
  });
});
