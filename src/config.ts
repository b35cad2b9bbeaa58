import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { ChannelKind, Connector } from '../connectors/contract.ts';
import { duration } from './duration.ts';
import { type Company, type Post, type Route, type Ticket, topics, verdictLabels } from './model.ts';
import { type StoreSettings, storeSettings } from './store/open.ts';
import { type BothWeights, readWeights, shipped } from './verdict/weights.ts';
import { check, dotted, nearest, readYaml, type Source } from './yaml.ts';

/** A configured source or helpdesk with the connector that reads it. */
export interface Reader<Item> {
  readonly name: string;
  readonly kind: string;
  readonly every: number;
  readonly connector: Connector<unknown, Item>;
  readonly settings: unknown;
}

export interface Outlet {
  readonly name: string;
  readonly kind: string;
  readonly channel: ChannelKind<unknown>;
  readonly settings: unknown;
}

export interface Config {
  readonly file: string;
  readonly company: Company;
  readonly store: StoreSettings;
  readonly sources: readonly Reader<Post>[];
  readonly helpdesks: readonly Reader<Ticket>[];
  readonly channels: readonly Outlet[];
  readonly alerts: {
    readonly routes: readonly Route[];
    /** Where troubles of the daemon itself go. */
    readonly operator: readonly string[];
    readonly complaint: number;
    readonly grace: number;
    readonly patience: number;
    readonly windowBefore: number;
    readonly windowAfter: number;
    /** What `klankbord train verdict --accept` learnt; otherwise what is shipped decides. */
    readonly weights: BothWeights;
    /** A complaint older than this when first heard goes into the digest only. */
    readonly within: number;
  };
  readonly digest: {
    readonly day: number;
    readonly at: string;
    readonly folder: string;
    readonly formats: readonly ('html' | 'csv' | 'md')[];
    readonly channels: readonly string[];
  };
  readonly retention: { readonly mentions: number };
  readonly http: { readonly host: string; readonly port: number; readonly token: string | undefined };
  readonly rules: string;
  /** Values that came from the environment or a file: never to be printed. */
  readonly secrets: ReadonlySet<string>;
}

/** All that is wrong with the configuration, one line each. */
export class ConfigProblems extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const text = z.string().min(1).max(500);
const handle = text.transform((written) => written.replace(/^@/, ''));
const day = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
const known = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
};

const route = z.strictObject({
  channels: z.array(text).min(1),
  verdicts: z.array(z.enum(verdictLabels)).default(['unreported', 'reported-unresolved', 'unknown']),
  severity: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]).default(0),
  topics: z.array(z.enum(topics)).optional(),
  sources: z.array(text).optional(),
});

const sections = z.strictObject({
  company: z.strictObject({
    name: text,
    names: z.array(text).max(200).default([]),
    handles: z.array(handle).max(200).default([]),
    locale: z.enum(['nl', 'en']).default('nl'),
    timeZone: text.refine(known, 'is no time zone; write one like Europe/Amsterdam').default('Europe/Amsterdam'),
    references: z.array(text.regex(/#/, 'has no #; write a digit as #, as in PP-####-######')).max(50).default([]),
  }),
  store: storeSettings.default({ kind: 'sqlite', path: 'data/klankbord.db' }),
  rules: text.default('rules'),
  sources: z.array(z.looseObject({ name: text, kind: text, every: duration.optional() })).default([]),
  helpdesks: z.array(z.looseObject({ name: text, kind: text, every: duration.optional() })).default([]),
  channels: z.array(z.looseObject({ name: text, kind: text })).default([{ name: 'console', kind: 'console' }]),
  alerts: z
    .strictObject({
      routes: z.array(route).max(100).optional(),
      operator: z.array(text).optional(),
      complaint: z.number().min(0.05).max(0.99).default(0.5),
      grace: duration.default(2 * 60_000),
      patience: duration.default(10 * 60_000),
      windowBefore: duration.default(30 * 86_400_000),
      windowAfter: duration.default(72 * 3_600_000),
      within: duration.default(7 * 86_400_000),
      weights: text.optional(),
    })
    .prefault({}),
  digest: z
    .strictObject({
      day: day.default('monday'),
      at: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time of day; write 08:00')
        .default('08:00'),
      folder: text.default('digests'),
      formats: z
        .array(z.enum(['html', 'csv', 'md']))
        .min(1)
        .default(['html', 'csv', 'md']),
      channels: z.array(text).optional(),
    })
    .prefault({}),
  retention: z.strictObject({ mentions: duration.default(395 * 86_400_000) }).prefault({}),
  http: z
    .strictObject({
      host: text.default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(8_080),
      token: z.string().min(16, 'is shorter than 16 characters').optional(),
    })
    .prefault({}),
});
type Sections = z.output<typeof sections>;

/** Reads `klankbord.yaml`, or throws ConfigProblems with every problem at once. */
export async function loadConfig(
  file: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Config> {
  const secrets = new Set<string>();
  const { source, problems } = readYaml(file, readFileSync(file, 'utf8'), environment, secrets);
  if (problems.length > 0) throw new ConfigProblems(problems);
  const checked = check(source, sections, source.value ?? {});
  problems.push(...checked.problems);

  // What can be read of a file with mistakes is checked too, so that all of them are told at once.
  const raw = checked.value ?? lenient(source.value);
  const sources = await readers<Post>('sources', raw.sources, source, problems);
  const helpdesks = await readers<Ticket>('helpdesks', raw.helpdesks, source, problems);
  const channels = await outlets(raw.channels, source, problems);
  if (checked.value) problems.push(...crossChecks(checked.value, source));
  const weights = learntWeights(raw.alerts.weights, source, problems);
  if (problems.length > 0 || !checked.value) throw new ConfigProblems(problems.map((line) => redact(line, secrets)));

  const { alerts, digest, company, store, rules, retention, http } = checked.value;
  const everywhere = channels.map((channel) => channel.name);
  return {
    file,
    company,
    store,
    rules,
    sources,
    helpdesks,
    channels,
    retention,
    secrets,
    http: { host: http.host, port: http.port, token: http.token },
    alerts: {
      ...alerts,
      weights,
      routes: (alerts.routes ?? [route.parse({ channels: everywhere })]) as readonly Route[],
      operator: alerts.operator ?? everywhere,
    },
    digest: { ...digest, day: day.options.indexOf(digest.day) + 1, channels: digest.channels ?? everywhere },
  };
}

function learntWeights(path: string | undefined, source: Source, problems: string[]): BothWeights {
  if (path === undefined) return shipped;
  try {
    return readWeights(resolve(dirname(source.file), path));
  } catch (error) {
    const at = ['alerts', 'weights'];
    problems.push(`${source.place(at)} ${dotted(at)}: ${(error as Error).message}`);
    return shipped;
  }
}

/** Replaces every secret in a text that a person or a log will see. */
export function redact(line: string, secrets: ReadonlySet<string>): string {
  let safe = line;
  for (const secret of secrets) safe = safe.replaceAll(secret, '***');
  return safe;
}

type Entry = { readonly name: string; readonly kind: string; readonly every?: number | undefined };

function lenient(value: unknown): {
  sources: Entry[];
  helpdesks: Entry[];
  channels: Entry[];
  alerts: { weights?: string };
} {
  const list = (key: string): Entry[] => {
    const entries = value && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined;
    return Array.isArray(entries)
      ? entries.filter((entry) => typeof entry?.name === 'string' && typeof entry?.kind === 'string')
      : [];
  };
  const weights = (value as { alerts?: { weights?: unknown } } | null)?.alerts?.weights;
  return {
    sources: list('sources'),
    helpdesks: list('helpdesks'),
    channels: list('channels'),
    alerts: typeof weights === 'string' ? { weights } : {},
  };
}

async function readers<Item>(
  section: 'sources' | 'helpdesks',
  entries: readonly Entry[],
  source: Source,
  problems: string[],
): Promise<Reader<Item>[]> {
  const found: Reader<Item>[] = [];
  for (const [index, entry] of entries.entries()) {
    const { name, kind, every, ...own } = entry;
    const loaded = await load(section, kind, [section, index, 'kind'], source, problems);
    if (!loaded) continue;
    const connector = loaded.connector as Connector<unknown, Item>;
    const settings = check(source, connector.settings, own, [section, index]);
    problems.push(...settings.problems);
    if (settings.problems.length > 0) continue;
    found.push({
      name,
      kind,
      connector,
      settings: settings.value,
      every: typeof every === 'number' ? every : connector.every,
    });
  }
  return found;
}

async function outlets(entries: readonly Entry[], source: Source, problems: string[]): Promise<Outlet[]> {
  const found: Outlet[] = [];
  for (const [index, { name, kind, ...own }] of entries.entries()) {
    const loaded = await load('channels', kind, ['channels', index, 'kind'], source, problems);
    if (!loaded) continue;
    const channel = loaded.channel as ChannelKind<unknown>;
    const settings = check(source, channel.settings, own, ['channels', index]);
    problems.push(...settings.problems);
    if (settings.problems.length === 0) found.push({ name, kind, channel, settings: settings.value });
  }
  return found;
}

/** The file's name is the registration: `kind: rss` is `connectors/sources/rss.ts`. */
async function load(
  section: 'sources' | 'helpdesks' | 'channels',
  kind: string,
  path: readonly PropertyKey[],
  source: Source,
  problems: string[],
): Promise<Record<string, unknown> | undefined> {
  const folder = new URL(`../connectors/${section}/`, import.meta.url);
  const kinds = (await readdir(folder)).filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3));
  if (kinds.includes(kind)) return import(new URL(`${kind}.ts`, folder).href);
  problems.push(`${source.place(path)} ${dotted(path)}: "${kind}" is unknown${nearest(kind, kinds.sort())}`);
  return undefined;
}

function crossChecks(config: Sections, source: Source): string[] {
  const problems: string[] = [];
  const say = (path: readonly PropertyKey[], what: string): void => {
    problems.push(`${source.place(path)} ${dotted(path)}: ${what}`);
  };
  for (const section of ['sources', 'helpdesks', 'channels'] as const) {
    const seen = new Set<string>();
    for (const [index, { name }] of config[section].entries()) {
      if (seen.has(name)) say([section, index, 'name'], `"${name}" is used twice; give each its own name`);
      if (/[^\w.-]/.test(name))
        say([section, index, 'name'], `"${name}" may hold only letters, digits, ".", "-" and "_"`);
      seen.add(name);
    }
  }
  const channels = config.channels.map((channel) => channel.name);
  const named = (names: readonly string[] | undefined, path: readonly PropertyKey[]): void => {
    for (const [index, name] of (names ?? []).entries()) {
      if (!channels.includes(name)) say([...path, index], `there is no channel "${name}"${nearest(name, channels)}`);
    }
  };
  named(config.alerts.operator, ['alerts', 'operator']);
  named(config.digest.channels, ['digest', 'channels']);
  for (const [index, entry] of (config.alerts.routes ?? []).entries()) {
    named(entry.channels, ['alerts', 'routes', index, 'channels']);
  }
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(config.http.host);
  if (!loopback && !config.http.token) {
    say(['http', 'host'], 'is open to others, so http.token is needed; or keep 127.0.0.1');
  }
  return problems;
}
