import { parseArgs } from 'node:util';
import type { Mention, Ticket } from '../model.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { handleKey } from '../verdict/keys.ts';
import { timelineOf } from './identity.ts';
import { readSettings } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'show why a complaint counts as reported or not',
  help: `
klankbord why <post id> [--config FILE] [--json]

The post, its verdict with all evidence (natural log-odds: above 0 speaks for reported), the ticket it rests on, and
everything kept of the same person in the order of time.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { config: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [id] = positionals;
    if (!id) throw new UsageError('give the id of a post, as x:2095416921660920588');
    const { config } = await readSettings(values.config);
    const store = await openStore(config.store);
    try {
      const reasons = await why(id, store);
      io.stdout.write(values.json ? `${JSON.stringify(reasons)}\n` : readable(reasons));
      return 0;
    } finally {
      await store.close();
    }
  },
};

interface Reasons {
  readonly mention: Mention;
  readonly ticket: Ticket | null;
  readonly timeline: readonly { readonly at: string; readonly what: string; readonly text: string }[];
}

/** Of these the ticket's requester is taken to be the author. */
const sure: ReadonlySet<string> = new Set(['reported', 'reported-unresolved']);

/** What is known of a kept mention, its verdict and its author. */
export async function why(id: string, store: Store): Promise<Reasons> {
  const mention = (await store.known([id])).get(id);
  if (!mention) throw new UsageError(`no mention "${id}" is kept`);
  const { post, verdict } = mention;
  const ticket = verdict?.ticket ? ((await store.tickets([verdict.ticket])).get(verdict.ticket) ?? null) : null;
  const known = ticket && sure.has(verdict!.label) ? ticket.keys.filter((key) => /^(?:handle|email):/.test(key)) : [];
  const { mentions, tickets } = await timelineOf([handleKey(post.source, post.author.handle), ...known], store);
  const shown = new Map([...tickets, ...(ticket ? [ticket] : [])].map((one) => [one.id, one]));
  const timeline = [
    ...mentions.map((one) => ({ at: one.post.createdAt, what: one.id, text: one.post.text })),
    ...[...shown.values()].map((one) => ({
      at: one.createdAt,
      what: `ticket ${one.id} (${one.status})`,
      text: one.subject,
    })),
  ];
  return { mention, ticket, timeline: timeline.sort((a, b) => (a.at < b.at ? -1 : 1)) };
}

function readable({ mention, timeline }: Reasons): string {
  const { post, verdict } = mention;
  const lines = [`${post.id}  ${minute(post.createdAt)}  @${post.author.handle}`, `  ${oneLine(post.text)}`, ''];
  if (verdict === null) lines.push('no complaint, so no verdict');
  else {
    lines.push(
      `${verdict.label}, ${Math.round(verdict.probability * 100)} % reported, ticket ${verdict.ticket ?? '-'}`,
    );
    for (const { kind, weight, detail } of verdict.evidence) {
      lines.push(`  ${weight.toFixed(2).padStart(7)}  ${kind.padEnd(12)}  ${oneLine(detail)}`);
    }
  }
  lines.push('', 'the same person');
  for (const { at, what, text } of timeline) lines.push(`  ${minute(at)}  ${what}  ${oneLine(text)}`);
  return `${lines.join('\n')}\n`;
}

const minute = (at: string): string => at.slice(0, 16).replace('T', ' ');

/** A stranger's text on one line without control characters, so that it cannot steer a terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 160);
}
