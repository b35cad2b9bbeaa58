import {
  type AnyBulkWriteOperation,
  type Collection,
  MongoBulkWriteError,
  MongoClient,
  type MongoClientOptions,
  MongoError,
} from 'mongodb';
import { Refused, Unavailable } from '../net/errors.ts';

const duplicateKey = 11000;

/** Bounds a command; the portable servers hold something for each update of a command. */
const chunk = 100;

/** Fails within seconds where nobody answers, and writes to a majority; what the address says goes before this. */
const habits: MongoClientOptions = {
  appName: 'klankbord',
  retryReads: true,
  retryWrites: true,
  w: 'majority',
  wtimeoutMS: 20_000,
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 60_000,
  waitQueueTimeoutMS: 10_000,
  maxPoolSize: 20,
};

/** Throws Refused for an address that is none. */
export function makeClient(url: string): MongoClient {
  try {
    const said = [...new URLSearchParams(url.split('?', 2)[1]).keys()].map((name) => name.toLowerCase());
    return new MongoClient(
      url,
      Object.fromEntries(Object.entries(habits).filter(([name]) => !said.includes(name.toLowerCase()))),
    );
  } catch (error) {
    throw new Refused(`store: the MongoDB address is wrong: ${plain(error)}; correct store.url`);
  }
}

/** The database that the address names, or klankbord. */
export function databaseOf(url: string): string {
  const path = url.split('?', 1)[0]!.split('//', 2)[1]!.split('/', 2)[1];
  return path ? decodeURIComponent(path) : 'klankbord';
}

/** What went wrong and what a person can do about it, without user or password; our own mistakes are given back as they are. */
export function explain(error: unknown, where: string): unknown {
  if (!(error instanceof MongoError) && !(error instanceof Error && 'code' in error)) return error;
  const code = 'code' in error ? error.code : undefined;
  // Unauthorized, AuthenticationFailed, Atlas' own.
  if (code === 13 || code === 18 || code === 8000) {
    return new Refused(`store ${where}: ${plain(error)}; correct user, password or role in store.url`, {
      cause: error,
    });
  }
  return new Unavailable(`store ${where}: ${plain(error)}; see that this MongoDB runs and can be reached`, {
    cause: error,
  });
}

/** Inserts what is new and replaces what is there; in one command where all is new, as it mostly is. */
export async function putAll<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
  documents: readonly Document[],
): Promise<void> {
  if (documents.length === 0) return;
  // The last of each id: within one unordered command the order would be the server's.
  const unique = [...new Map(documents.map((document) => [document._id, document])).values()];
  const there: Document[] = [];
  try {
    await collection.insertMany(unique as never, { ordered: false });
  } catch (error) {
    for (const index of duplicates(error)) there.push(unique[index]!);
  }
  const replacements = there.map((document) => ({
    replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true },
  }));
  await writeAll(collection, replacements as never);
}

/** Unordered; an upsert that finds its id taken has nothing to do. */
export async function writeAll<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
  operations: readonly AnyBulkWriteOperation<Document>[],
): Promise<void> {
  for (let start = 0; start < operations.length; start += chunk) {
    try {
      await collection.bulkWrite(operations.slice(start, start + chunk), { ordered: false });
    } catch (error) {
      duplicates(error);
    }
  }
}

/** The places of the documents whose id is taken; any other failure is thrown on. */
function duplicates(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const failures = [error.writeErrors].flat();
  if (failures.length === 0 || failures.some((failure) => failure.code !== duplicateKey)) throw error;
  return failures.map((failure) => failure.index);
}

function plain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\/\/[^/@\s]{0,500}@/g, '//');
}
