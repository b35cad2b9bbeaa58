import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';

/** A place for one store, which can be opened again and again and is cleared away at the end. */
export interface Place {
  /** Of MongoDB also by another address of the same server. */
  open(through?: string): Promise<Store>;
  clear(): Promise<void>;
}

export interface StoreKind {
  readonly name: string;
  place(): Promise<Place>;
}

const sqlite: StoreKind = {
  name: 'SQLite',
  async place() {
    const folder = await mkdtemp(join(tmpdir(), 'klankbord-store-'));
    return {
      open: () => openStore({ kind: 'sqlite', path: join(folder, 'klankbord.db') }),
      clear: () => rm(folder, { recursive: true }),
    };
  },
};

export function mongodb(url: string): StoreKind {
  return {
    name: 'MongoDB',
    async place() {
      const database = `klankbord-test-${randomUUID()}`;
      return {
        open: (through = url) => openStore({ kind: 'mongodb', url: through, database }),
        async clear() {
          const client = new MongoClient(url);
          await client.db(database).dropDatabase();
          await client.close();
        },
      };
    },
  };
}

export const mongodbUrl = process.env.MONGODB_URI;

/** Both where MONGODB_URI is set. */
export const storeKinds: readonly StoreKind[] = mongodbUrl ? [sqlite, mongodb(mongodbUrl)] : [sqlite];
