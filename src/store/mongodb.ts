import { randomBytes } from 'node:crypto';
import { Binary, type Collection, type Db, type Filter, MongoServerError } from 'mongodb';
import type { Checkpoint } from '../../connectors/contract.ts';
import type { Deletion, Instant } from '../model.ts';
import { causeOf, split } from './about.ts';
import { clean, cleanJson, cleanText } from './clean.ts';
import { databaseOf, explain, makeClient, putAll, writeAll } from './mongodb-client.ts';
import {
  type AlertDocument,
  alertDocument,
  type MentionDocument,
  mentionDocument,
  mentionOf,
  outboxRow,
  revived,
  type Stored,
  stored,
  type TicketDocument,
  ticketDocument,
  ticketOf,
} from './mongodb-documents.ts';
import { best, inOrder } from './rank.ts';
import type { Answer, Changes, DigestRecord, Health, PersonLink, Search, Store } from './store.ts';

const portion = 200;

/** The store on a MongoDB 4.4 or later, Atlas, or a server that is compatible with them. */
export async function openMongodb(settings: {
  readonly url: string;
  readonly database?: string | undefined;
}): Promise<Store> {
  const client = makeClient(settings.url);
  const database = settings.database ?? databaseOf(settings.url);
  const where = `mongodb ${client.options.hosts.join(',') || client.options.srvHost}/${database}`;
  const attempt = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw explain(error, where);
    }
  };
  try {
    await attempt(async () => {
      await client.connect();
      await makeIndexes(client.db(database));
    });
  } catch (error) {
    await client.close();
    throw error;
  }
  return mongodbStore(client.db(database), attempt, () => client.close());
}

function collections(db: Db) {
  return {
    alerts: db.collection<AlertDocument>('alerts'),
    tickets: db.collection<TicketDocument>('tickets'),
    mentions: db.collection<MentionDocument>('mentions'),
    answers: db.collection<Stored<Answer>>('answers'),
    links: db.collection<Stored<PersonLink>>('links'),
    /** Their bodies are JSON, whose field names only their owners understand. */
    checkpoints: db.collection<{ _id: string; body: string }>('checkpoints'),
    digests: db.collection<Omit<DigestRecord, 'week'> & { _id: string }>('digests'),
    health: db.collection<Omit<Health, 'part'> & { _id: string }>('health'),
    secrets: db.collection<{ _id: string; value: Binary }>('secrets'),
  };
}

async function makeIndexes(db: Db): Promise<void> {
  const { alerts, tickets, mentions, answers, links } = collections(db);
  // One for a command: compatible servers stumble over several of which some are there.
  await mentions.createIndex({ keys: 1, 'post.createdAt': -1, _id: 1 });
  await mentions.createIndex({ 'post.createdAt': 1, _id: 1 });
  await mentions.createIndex({ author: 1 });
  await mentions.createIndex({ reviewAt: 1 });
  await tickets.createIndex({ keys: 1, createdAt: -1, _id: 1 });
  await tickets.createIndex({ createdAt: 1 });
  await alerts.createIndex({ channel: 1, state: 1, createdAt: 1 });
  await alerts.createIndex({ state: 1, createdAt: 1 });
  await alerts.createIndex({ createdAt: 1 });
  await alerts.createIndex({ 'message.cause': 1 });
  await answers.createIndex({ mention: 1 });
  await answers.createIndex({ at: 1, _id: 1 });
  await links.createIndex({ a: 1 });
  await links.createIndex({ b: 1 });
}

function mongodbStore(db: Db, attempt: <T>(act: () => Promise<T>) => Promise<T>, close: () => Promise<void>): Store {
  const { alerts, tickets, mentions, answers, links, checkpoints, digests, health, secrets } = collections(db);

  const deletedIds = async (deletions: readonly Deletion[]): Promise<string[]> => {
    const { ids, authors } = split(deletions);
    if (authors.length === 0) return ids;
    const theirs = await mentions.find({ author: { $in: authors } }, { projection: { _id: 1 } }).toArray();
    return [...ids, ...theirs.map((mention) => mention._id)];
  };
  /** The mentions last: they tell what else belongs to them, should this have to be done again. */
  const remove = async (ids: readonly string[], which: Filter<AlertDocument>): Promise<number> => {
    await alerts.deleteMany({ ...which, 'message.cause': { $in: ids.map(causeOf) } });
    await answers.deleteMany({ mention: { $in: ids } });
    return (await mentions.deleteMany({ _id: { $in: ids } })).deletedCount;
  };
  const save = async (changes: Changes): Promise<void> => {
    await putAlerts(alerts, changes.alerts ?? []);
    await putAll(tickets, (changes.tickets ?? []).map(ticketDocument));
    await putAll(mentions, (changes.mentions ?? []).map(mentionDocument));
    if (changes.deletions?.length)
      await remove(await deletedIds(changes.deletions), { receipt: { $exists: false }, onlyEdit: false });
    if (changes.digest) {
      const { week, ...record } = changes.digest;
      await digests.replaceOne({ _id: week }, record, { upsert: true });
    }
    if (changes.checkpoint) {
      const { of, at } = changes.checkpoint;
      await checkpoints.replaceOne({ _id: cleanText(of) }, { body: cleanJson(at) }, { upsert: true });
    }
  };

  return {
    checkpoint: (of) =>
      attempt(async () => {
        const found = await checkpoints.findOne({ _id: cleanText(of) });
        return found === null ? undefined : (JSON.parse(found.body) as Checkpoint);
      }),
    known: (ids) =>
      attempt(async () => {
        const found = await mentions.find({ _id: { $in: ids.map(cleanText) } }).toArray();
        return new Map(found.map((document) => [document._id, mentionOf(document)]));
      }),
    save: (changes) => attempt(() => save(changes)),

    tickets: (ids) =>
      attempt(async () => {
        const found = await tickets.find({ _id: { $in: ids.map(cleanText) } }).toArray();
        return new Map(found.map((document) => [document._id, ticketOf(document)]));
      }),
    findTickets: (search) => attempt(() => find(tickets, 'createdAt', search, ticketOf)),
    findMentions: (search) => attempt(() => find(mentions, 'post.createdAt', search, mentionOf)),
    reviewDue: (at, limit) =>
      attempt(async () => {
        const due = mentions.find({ reviewAt: { $ne: null, $lte: at } }).sort({ reviewAt: 1, _id: 1 });
        return (await due.limit(limit).toArray()).map(mentionOf);
      }),
    async *mentionsBetween(from, to) {
      for await (const document of portions(mentions, 'post.createdAt', { from, to }, attempt))
        yield mentionOf(document);
    },

    outboxDue: (channel, at, limit) =>
      attempt(async () => {
        const due = alerts.find({
          channel: cleanText(channel),
          state: 'due',
          $and: [
            { $or: [{ notBefore: null }, { notBefore: { $lte: at } }] },
            { $or: [{ onlyEdit: false }, { receipt: { $exists: true } }] },
          ],
        });
        return (await due.sort({ createdAt: 1, _id: 1 }).limit(limit).toArray()).map(outboxRow);
      }),
    outboxParked: () =>
      attempt(async () => {
        const parked = alerts.find({ state: 'parked' }).sort({ createdAt: 1, _id: 1 });
        return (await parked.toArray()).map(outboxRow);
      }),
    alert: (id) =>
      attempt(async () => {
        const found = await alerts.findOne({ _id: cleanText(id) });
        return found === null ? undefined : outboxRow(found);
      }),
    alertsAbout: (deletions) =>
      attempt(async () => {
        const causes = (await deletedIds(deletions)).map(causeOf);
        const about = alerts.find({ 'message.cause': { $in: causes } }).sort({ createdAt: 1, _id: 1 });
        return (await about.toArray()).map(outboxRow);
      }),
    markSent: (id, fingerprint, receipt) =>
      attempt(async () => {
        const row = { _id: cleanText(id) };
        const outcome = { receipt: cleanJson(receipt), attempts: 0, notBefore: null, error: null };
        const current = { ...row, fingerprint: cleanText(fingerprint) };
        const { matchedCount } = await alerts.updateOne(current, { $set: { ...outcome, state: 'sent' } });
        if (matchedCount === 0) await alerts.updateOne(row, { $set: outcome });
      }),
    markFailed: (id, fingerprint, { error, notBefore, parked }) =>
      attempt(async () => {
        const row = { _id: cleanText(id), fingerprint: cleanText(fingerprint), state: 'due' as const };
        const outcome = { error: cleanText(error), notBefore, state: parked ? ('parked' as const) : row.state };
        await alerts.updateOne(row, { $set: outcome, $inc: { attempts: 1 } });
      }),
    unpark: (channel) =>
      attempt(async () => {
        const parked = { channel: cleanText(channel), state: 'parked' as const };
        const again = { state: 'due' as const, attempts: 0, notBefore: null };
        return (await alerts.updateMany(parked, { $set: again })).modifiedCount;
      }),

    digest: (week) =>
      attempt(async () => {
        const found = await digests.findOne({ _id: cleanText(week) });
        return found === null ? undefined : { week: found._id, createdAt: found.createdAt };
      }),
    saveHealth: (state) =>
      attempt(async () => {
        const { part, ...rest } = clean(state);
        await health.replaceOne({ _id: part }, rest, { upsert: true });
      }),
    health: () =>
      attempt(async () => {
        const found = await health.find().sort({ _id: 1 }).toArray();
        return found.map(({ _id, ...rest }) => ({ part: _id, ...rest }));
      }),

    saveAnswer: (answer) =>
      attempt(async () => {
        const { _id, ...rest } = stored(answer);
        await answers.replaceOne({ _id }, rest, { upsert: true });
      }),
    async *answers() {
      for await (const document of portions(answers, 'at', {}, attempt)) yield revived<Answer>(document);
    },
    saveLink: (link) =>
      attempt(async () => {
        const { _id, ...rest } = stored(link);
        await links.replaceOne({ _id }, rest, { upsert: true });
      }),
    links: (identity) =>
      attempt(async () => {
        const one = cleanText(identity);
        const found = links.find({ until: null, $or: [{ a: one }, { b: one }] }).sort({ at: 1, _id: 1 });
        return (await found.toArray()).map((document) => revived<PersonLink>(document));
      }),

    forgetBefore: (before) =>
      attempt(async () => {
        let count = 0;
        for (;;) {
          const old = await mentions
            .find({ 'post.createdAt': { $lt: before } }, { projection: { _id: 1 } })
            .limit(portion)
            .toArray();
          if (old.length === 0) break;
          count += await remove(
            old.map((mention) => mention._id),
            {},
          );
        }
        count += (await tickets.deleteMany({ createdAt: { $lt: before } })).deletedCount;
        const over = [{ state: { $ne: 'due' as const } }, { onlyEdit: true, receipt: { $exists: false } }];
        await alerts.deleteMany({ createdAt: { $lt: before }, $or: over });
        return count;
      }),
    secret: () =>
      attempt(async () => {
        const id = { _id: 'hashes' };
        try {
          await secrets.updateOne(id, { $setOnInsert: { value: new Binary(randomBytes(32)) } }, { upsert: true });
        } catch (error) {
          if (!(error instanceof MongoServerError && error.code === 11000)) throw error;
        }
        return new Uint8Array((await secrets.findOne(id))!.value.buffer);
      }),
    close: () => attempt(close),
  };
}

/** Without a transaction: the filter misses where the fingerprint is the same, and the upsert then finds the id taken. */
async function putAlerts(alerts: Collection<AlertDocument>, changed: NonNullable<Changes['alerts']>): Promise<void> {
  const unique = new Map(changed.map((alert) => [alert.id, alertDocument(alert)]));
  const upserts = [...unique.values()].map(({ _id, ...due }) => ({
    updateOne: {
      filter: { _id, fingerprint: { $ne: due.fingerprint } },
      update: { $set: due },
      upsert: true,
    },
  }));
  await writeAll(alerts, upserts);
}

/** What a search finds: from the index alone which documents, and then only those that are wanted. */
async function find<Document extends { readonly _id: string }, Item extends { readonly id: string }>(
  collection: Collection<Document>,
  time: string,
  search: Search,
  itemOf: (document: Document) => Item,
): Promise<readonly Item[]> {
  const { keys, from, to, perKey, best: wanted } = search;
  const found = await Promise.all(
    [...new Set(keys.map(cleanText))].map(async (key) => {
      const newest = collection
        .find({ keys: key, [time]: { $gte: from, $lte: to } } as object as Filter<Document>)
        .project({ [time]: 1 })
        .sort({ [time]: -1, _id: 1 })
        .limit(perKey);
      const documents = (await newest.toArray()) as { readonly _id: string }[];
      return { key, hits: documents.map((one) => ({ row: one._id, at: Date.parse(valueAt(one, time) as Instant) })) };
    }),
  );
  const read = async (ids: readonly string[]): Promise<Map<string, Item>> => {
    if (ids.length === 0) return new Map();
    const some = collection.find({ _id: { $in: ids } } as object as Filter<Document>).sort({ [time]: 1, _id: 1 });
    return new Map(((await some.toArray()) as Document[]).map((document) => [document._id, itemOf(document)]));
  };
  if (wanted === undefined) {
    const ids = found.flatMap(({ hits }) => hits.map(({ row }) => row));
    return [...(await read([...new Set(ids)])).values()];
  }
  const groups = best(found, search, wanted);
  return inOrder(groups, await read(groups.flat()), wanted.limit);
}

function valueAt(document: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], document);
}

/** Everything in the order of its time, in portions, so that no cursor is open while the reader is at work. */
async function* portions<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
  time: string,
  span: { readonly from?: Instant; readonly to?: Instant },
  attempt: <T>(act: () => Promise<T>) => Promise<T>,
): AsyncGenerator<Document> {
  const to = span.to === undefined ? [] : [{ [time]: { $lt: span.to } }];
  let from: Filter<Document>[] = [{ [time]: { $gte: span.from ?? '' } } as Filter<Document>];
  for (;;) {
    const filter = { $and: [...from, ...to] } as Filter<Document>;
    const read = () =>
      collection
        .find(filter)
        .sort({ [time]: 1, _id: 1 })
        .limit(portion)
        .toArray();
    const documents = (await attempt(read)) as Document[];
    yield* documents;
    const last = documents.at(-1);
    if (last === undefined || documents.length < portion) return;
    const at = valueAt(last, time);
    const after = [{ [time]: { $gt: at } }, { [time]: at, _id: { $gt: last._id } }];
    from = [{ $or: after }, { [time]: { $gte: at } }] as Filter<Document>[];
  }
}
