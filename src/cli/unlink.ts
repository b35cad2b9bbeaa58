import { parseArgs } from 'node:util';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { identityOf, reviewAgain } from './identity.ts';
import { readSettings } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'take back that two identities are one person',
  help: `
klankbord unlink <identity> <identity> [--config FILE]

The link stays in the store with the moment until which it held. Complaints of both are judged again.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { config: { type: 'string' } },
    });
    const [one, other] = positionals;
    if (!one || !other) throw new UsageError('give the two identities that were linked');
    const { config } = await readSettings(values.config);
    const store = await openStore(config.store);
    try {
      io.stdout.write(`${await takeApart(one, other, store, Date.now())}\n`);
      return 0;
    } finally {
      await store.close();
    }
  },
};

/** Ends the link, and says in one line what it did. */
export async function takeApart(one: string, other: string, store: Store, now: number): Promise<string> {
  const secret = await store.secret();
  const [a = '', b = ''] = [identityOf(one, secret), identityOf(other, secret)].sort();
  const link = (await store.links(a)).find((found) => found.a === a && found.b === b);
  if (!link) throw new UsageError(`${a} and ${b} are not linked`);
  const again = await reviewAgain([a, b], store, now);
  await store.saveLink({ ...link, until: new Date(now).toISOString() });
  return `${a} and ${b} are two people; ${again === 1 ? 'one complaint' : `${again} complaints`} will be judged again`;
}
