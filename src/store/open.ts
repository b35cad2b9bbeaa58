import { z } from 'zod';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** The section `store` of klankbord.yaml. */
export const storeSettings = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sqlite'), path: z.string().min(1).default('.klankbord/klankbord.db') }),
]);
export type StoreSettings = z.infer<typeof storeSettings>;

/** Throws Refused where a person must act, and Unavailable where waiting may help. */
export async function openStore(settings: StoreSettings): Promise<Store> {
  return openSqlite(settings);
}
