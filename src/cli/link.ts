import { parseArgs } from 'node:util';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { identityOf, reviewAgain } from './identity.ts';
import { readSettings } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'say that two accounts, addresses or numbers are one person',
  help: `
klankbord link <identity> <identity> --because TEXT [--by NAME] [--config FILE]

An identity is an account (x:jdevries84), an e-mail address (kept as a keyed hash) or a number (ref:118832). A name
alone never links. Complaints of this person are judged again; "klankbord unlink" takes it back.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { because: { type: 'string' }, by: { type: 'string', default: 'cli' }, config: { type: 'string' } },
    });
    const [one, other] = positionals;
    if (!one || !other || !values.because) throw new UsageError('give two identities, and why with --because');
    const { config } = await readSettings(values.config);
    const store = await openStore(config.store);
    try {
      const link = { one, other, because: values.because, by: values.by };
      io.stdout.write(`${await linkTogether(link, store, Date.now())}\n`);
      return 0;
    } finally {
      await store.close();
    }
  },
};

/** Keeps the link, and says in one line what it did. */
export async function linkTogether(
  link: { readonly one: string; readonly other: string; readonly because: string; readonly by: string },
  store: Store,
  now: number,
): Promise<string> {
  const secret = await store.secret();
  const [a = '', b = ''] = [identityOf(link.one, secret), identityOf(link.other, secret)].sort();
  if (a === b) throw new UsageError('both are the same identity');
  const at = new Date(now).toISOString();
  await store.saveLink({ id: `${a}|${b}`, a, b, because: link.because, by: link.by, at, until: null });
  const again = await reviewAgain([a, b], store, now);
  return `${a} and ${b} are one person; ${again === 1 ? 'one complaint' : `${again} complaints`} will be judged again`;
}
