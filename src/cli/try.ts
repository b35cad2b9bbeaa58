import { parseArgs } from 'node:util';
import { channelsFor } from '../alerts/decide.ts';
import { openClassifier } from '../classification/open.ts';
import type { Config, Reader } from '../config.ts';
import { verdictContext } from '../context.ts';
import { compile } from '../matching/match.ts';
import type { Rule } from '../matching/rule.ts';
import type { Mention, Post } from '../model.ts';
import { openWeb } from '../net/web.ts';
import { classify } from '../stages/classify.ts';
import { match } from '../stages/match.ts';
import { openStore } from '../store/open.ts';
import { meaningWhenAsked } from '../verdict/meaning.ts';
import { judgeMentions } from '../verdict/reconcile.ts';
import { readSettings } from './settings.ts';
import { type Io, UsageError, type Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'read one page of a source, and show what it would do',
  help: `
klankbord try <source> [--config FILE] [--json]

Reads one page of a configured source as if for the first time, and shows what would be kept and alerted. Saves and
sends nothing.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { config: { type: 'string' }, json: { type: 'boolean' } },
    });
    const { config, rules } = await readSettings(values.config);
    const names = config.sources.map(({ name }) => name).join(', ') || 'none';
    const reader = config.sources.find(({ name }) => name === positionals[0]);
    if (!reader) throw new UsageError(`name one of the configured sources: ${names}`);
    if (!reader.connector.read) throw new UsageError(`${reader.name} is pushed to; there is nothing to read`);
    const { posts, skipped } = await readOnePage(reader, io);
    const mentions = await judgeAll(posts, reader, rules, config);
    if (values.json) io.stdout.write(`${JSON.stringify({ read: posts.length, skipped, mentions })}\n`);
    else io.stdout.write(readable(posts, skipped, mentions, config));
    return 0;
  },
};

const patience = 60_000;

async function readOnePage(reader: Reader<Post>, io: Io): Promise<{ posts: readonly Post[]; skipped: string[] }> {
  const skipped: string[] = [];
  const stop = AbortSignal.timeout(patience);
  const pages = reader.connector.read!({
    name: reader.name,
    settings: reader.settings,
    checkpoint: undefined,
    web: openWeb({ userAgent: 'Klankbord/0.1' }),
    signal: stop,
    now: () => Date.now(),
    skip: (reason) => skipped.push(reason),
    gap: (detail) => io.stderr.write(`gap: ${detail}\n`),
  });
  for await (const page of pages) if (page.items.length > 0) return { posts: page.items, skipped };
  return { posts: [], skipped };
}

async function judgeAll(
  posts: readonly Post[],
  reader: Reader<Post>,
  rules: readonly Rule[],
  config: Config,
): Promise<readonly Mention[]> {
  const { company, alerts } = config;
  const classifier = await openClassifier();
  const meaning = meaningWhenAsked();
  const store = await openStore(config.store);
  try {
    const matcher = compile(rules, company);
    const hearing = { matcher, classifier, company, complaint: alerts.complaint, now: () => Date.now() };
    const { mentions } = await classify(match({ items: posts }, reader.name, matcher), hearing);
    const context = await verdictContext(config, store, Date.now(), { secret: await store.secret(), meaning });
    return await judgeMentions(mentions, store, context);
  } finally {
    await meaning.close();
    await classifier.close();
    await store.close();
  }
}

function readable(
  posts: readonly Post[],
  skipped: readonly string[],
  mentions: readonly Mention[],
  config: Config,
): string {
  const lines = [`${posts.length} posts read, ${skipped.length} skipped, ${mentions.length} would be kept`];
  for (const reason of skipped.slice(0, 5)) lines.push(`  skipped: ${reason}`);
  for (const mention of mentions) {
    const { post, classification, verdict } = mention;
    const channels = channelsFor(mention, config.alerts.routes);
    const complaint = classification.complaint.is ? `complaint, ${verdict?.label ?? 'unknown'}` : classification.intent;
    lines.push(
      '',
      `${post.createdAt.slice(0, 16)}  ${post.source}  @${printable(post.author.handle)}`,
      `  ${printable(post.text.slice(0, 300))}`,
      `  ${complaint}; ${channels.length > 0 ? `alert to ${channels.join(', ')}` : 'no alert'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Without control characters: a stranger's text must not steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
