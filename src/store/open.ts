import { z } from 'zod';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** The section `store` of klankbord.yaml. */
export const storeSettings = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sqlite'), path: z.string().min(1).default('.klankbord/klankbord.db') }),
  z.strictObject({
    kind: z.literal('mongodb'),
    /** With user and password in it: never printed. */
    url: z.string().regex(/^mongodb(\+srv)?:\/\//, 'begins with mongodb:// or mongodb+srv://'),
    /** The one in the url, or klankbord, unless told. */
    database: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,63}$/, 'letters, digits, - and _ only')
      .optional(),
  }),
]);
export type StoreSettings = z.infer<typeof storeSettings>;

/** Throws Refused where a person must act, and Unavailable where waiting may help. */
export async function openStore(settings: StoreSettings): Promise<Store> {
  if (settings.kind === 'sqlite') return openSqlite(settings);
  const { openMongodb } = await import('./mongodb.ts');
  return openMongodb(settings);
}
