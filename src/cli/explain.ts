import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { channelsFor } from '../alerts/decide.ts';
import { words } from '../alerts/words.ts';
import { openClassifier } from '../classification/open.ts';
import type { Config } from '../config.ts';
import { verdictContext } from '../context.ts';
import { compile } from '../matching/match.ts';
import type { Rule } from '../matching/rule.ts';
import type { Classification, Company, Mention, Post } from '../model.ts';
import { readRules } from '../rules.ts';
import { openStore } from '../store/open.ts';
import { keysOf } from '../verdict/keys.ts';
import { meaningWhenAsked } from '../verdict/meaning.ts';
import { judgeMentions } from '../verdict/reconcile.ts';
import { explainMatch } from './explain-match.ts';
import { defaultFile, readSettings } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'say what is heard in a text, and why',
  help: `
klankbord explain "<text>" [--source x] [--rating 1-5] [--author handle] [--config FILE] [--brand NAME …]
                         [--all] [--json]

Language, rules with the place of every hit, sentiment, complaint and because of what, topics, the verdict against the
tickets in the store (as if posted now, and the helpdesk read until now), and where an alert would go. Saves nothing.
Without a klankbord.yaml the default rules are used, for the names given with --brand.
  --all   also why each of the other rules does not hit`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        source: { type: 'string', default: 'x' },
        rating: { type: 'string' },
        author: { type: 'string', default: 'somebody' },
        config: { type: 'string' },
        brand: { type: 'string', multiple: true },
        all: { type: 'boolean', default: false },
        json: { type: 'boolean' },
      },
    });
    const text = positionals.join(' ');
    if (!text) throw new UsageError('give the text to explain, in quotes');
    const rating = values.rating === undefined ? undefined : Number(values.rating);
    if (rating !== undefined && !(rating >= 1 && rating <= 5)) throw new UsageError('--rating is a number from 1 to 5');
    const { config, rules, company } = await whom(values.config, values.brand ?? []);
    const post: Post = {
      id: `${values.source}:explain`,
      source: values.source,
      url: null,
      author: { handle: values.author, name: null },
      text,
      createdAt: new Date().toISOString(),
      ...(rating === undefined ? {} : { rating }),
    };
    const told = await explain(post, rules, company, config);
    io.stdout.write(
      values.json ? `${JSON.stringify(told)}\n` : readable(told, explainMatch(post, rules, company, values.all)),
    );
    return 0;
  },
};

interface Told {
  readonly language: string;
  readonly mention: boolean;
  readonly matches: readonly { rule: string; start: number; end: number; text: string }[];
  readonly classification: Classification;
  readonly verdict: Mention['verdict'];
  readonly channels: readonly string[];
}

async function whom(
  file: string | undefined,
  brand: readonly string[],
): Promise<{ config: Config | undefined; rules: readonly Rule[]; company: Company }> {
  if (file || existsSync(defaultFile)) {
    const { config, rules } = await readSettings(file);
    return { config, rules, company: { ...config.company, names: [...config.company.names, ...brand] } };
  }
  const { rules } = await readRules(new URL('../../rules', import.meta.url).pathname);
  const [name = '', ...names] = brand;
  const company = { name, names, handles: [], locale: 'en', timeZone: 'Europe/Amsterdam', references: [] } as const;
  return { config: undefined, rules, company };
}

async function explain(
  post: Post,
  rules: readonly Rule[],
  company: Company,
  config: Config | undefined,
): Promise<Told> {
  const matcher = compile(rules, company);
  const heard = matcher.match(post, { everything: true });
  const classifier = await openClassifier();
  try {
    const brand = [company.name, ...company.names, ...company.handles].filter(Boolean);
    const language = heard?.language ?? 'other';
    const [heardBy] = await classifier.classify([
      { text: post.text, language, brand, ...(post.rating ? { rating: post.rating } : {}) },
    ]);
    if (!heardBy) throw new Error('the classifier gave no answer');
    const settled = heard
      ? matcher.settle(heard, post, heardBy)
      : { matches: [], mention: false, severity: heardBy.severity };
    const classification = { ...heardBy, severity: settled.severity };
    const mention: Mention = {
      id: post.id,
      post,
      via: 'explain',
      heardAt: post.createdAt,
      matches: settled.matches,
      language,
      classification,
      verdict: null,
      reviewAt: null,
      copyOf: null,
      keys: keysOf(post, company),
    };
    const judged = config ? await judge(mention, config) : mention;
    return {
      language,
      mention: settled.mention,
      matches: settled.matches.map((match) => ({ ...match, text: post.text.slice(match.start, match.end) })),
      classification,
      verdict: judged.verdict,
      channels: config && settled.mention ? channelsFor(judged, config.alerts.routes) : [],
    };
  } finally {
    await classifier.close();
  }
}

async function judge(mention: Mention, config: Config): Promise<Mention> {
  const meaning = meaningWhenAsked();
  const store = await openStore(config.store);
  try {
    // As if the customer and the helpdesk had had their time: a post of this moment could only be unknown.
    const now = Date.parse(mention.post.createdAt) + config.alerts.grace;
    const watermark = config.helpdesks.length > 0 ? new Date(now).toISOString() : null;
    const context = await verdictContext(config, store, now, { secret: await store.secret(), meaning });
    const [judged] = await judgeMentions([mention], store, { ...context, watermark });
    return judged ?? mention;
  } finally {
    await meaning.close();
    await store.close();
  }
}

function readable(told: Told, matching: string): string {
  const { classification: heard, verdict } = told;
  const say = words.en;
  const percent = (value: number): string => `${Math.round(value * 100)} %`;
  const because = heard.complaint.because.map((span) => `“${span.text}”`).join(', ');
  const lines = [
    `language     ${told.language}`,
    `mention      ${told.mention ? 'yes' : 'no'}`,
    ...told.matches.map(({ rule, start, end, text }) => `rule         ${rule}: “${text}” (${start}–${end})`),
    `sentiment    ${heard.sentiment.label} (${heard.sentiment.score.toFixed(2)})`,
    `complaint    ${heard.complaint.is ? 'yes' : 'no'}, ${percent(heard.complaint.probability)}${because ? `, because of ${because}` : ''}`,
    `about us     ${percent(heard.aboutUs)}`,
    `intent       ${heard.intent}`,
    `severity     ${heard.severity} (${say.severity[heard.severity]})`,
    `topics       ${heard.topics.map(({ topic, probability }) => `${topic} ${percent(probability)}`).join(', ') || 'none'}`,
    `says so      ${percent(heard.saysReported)} that the author says to have reported it`,
  ];
  if (verdict) {
    lines.push(
      `verdict      ${verdict.label}, ${percent(verdict.probability)} that it was reported${verdict.ticket ? `, in ${verdict.ticket}` : ''}`,
    );
    for (const { kind, weight, detail } of verdict.evidence)
      lines.push(`  ${weight.toFixed(1).padStart(5)}  ${kind}: ${detail}`);
  }
  lines.push(`alert        ${told.channels.length > 0 ? `to ${told.channels.join(', ')}` : 'none'}`, '', matching);
  return `${lines.join('\n')}\n`;
}
