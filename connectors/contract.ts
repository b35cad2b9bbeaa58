import type { ZodType } from 'zod';
import type { Deletion, Instant, Locale, Message, Settlement } from '../src/model.ts';

/** Where reading goes on: JSON that only the connector understands, at most 64 kB. */
export type Checkpoint = { readonly [key: string]: unknown };

/** Items to be kept together, and where to go on once they are kept. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly deletions?: readonly Deletion[];
  readonly checkpoint: Checkpoint;
  /** Of a helpdesk: everything that it changed before this moment has been read with this page. */
  readonly watermark?: Instant;
}

export interface WebRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Answers that are not errors besides 2xx, as 304. */
  readonly accept?: readonly number[];
  /** Of the decompressed body; 10 MB unless told. */
  readonly maxBytes?: number;
  /** For the whole exchange; 30 s unless told. */
  readonly timeoutMs?: number;
  /** Gives the exchange up. */
  readonly signal?: AbortSignal;
}

export interface WebAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded by the declared character set. */
  readonly text: string;
  /** After redirects. */
  readonly url: string;
}

/** The one way out over HTTP: paced per host, bounded in size and time, no retries.
 *  Throws Refused (other 4xx), Throttled (429, 503 with Retry-After), Unavailable (5xx, network) and Unreadable (wrong shape);
 *  none of them contains a secret of the request. */
export interface Web {
  fetch(url: string, request?: WebRequest): Promise<WebAnswer>;
  /** The body as JSON of that shape. */
  json<T>(url: string, shape: ZodType<T>, request?: WebRequest): Promise<T>;
}

export interface ReadRequest<Settings> {
  /** The configured name, as in `sources: - name: reviews`. */
  readonly name: string;
  readonly settings: Settings;
  /** Undefined at the very first read. */
  readonly checkpoint: Checkpoint | undefined;
  readonly web: Web;
  /** Aborts when the daemon stops; a live feed then returns. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
  /** One bad item costs only itself: say in a few words what was wrong with it. */
  skip(reason: string): void;
  /** Something may have been missed: no overlap with the last read, a clamped cursor. */
  gap(detail: string): void;
}

export interface InboundRequest<Settings> {
  readonly name: string;
  readonly settings: Settings;
  readonly headers: Readonly<Record<string, string>>;
  /** Raw bytes as text, so that a signature can be checked. */
  readonly body: string;
  now(): number;
  skip(reason: string): void;
}

/** One kind of place where people write, or one kind of helpdesk; both are read in the same way.
 *  The file's name is its registration: `connectors/sources/rss.ts` exports `connector`. */
export interface Connector<Settings, Item> {
  /** Strict: unknown keys are mistakes. */
  readonly settings: ZodType<Settings>;
  /** How often to look, in milliseconds, unless the configuration says otherwise. */
  readonly every: number;
  /** Yields what is new, oldest page first, and returns when it has caught up; a live feed never returns.
   *  It is asked for a page only when the one before is saved: it need not buffer, retry, deduplicate or wait. */
  read?(request: ReadRequest<Settings>): AsyncIterable<Page<Item>>;
  /** Takes what is pushed to `/hooks/<name>`; throws Refused where signature or age is wrong, Unreadable where the shape is. */
  receive?(request: InboundRequest<Settings>): Omit<Page<Item>, 'checkpoint'>;
}

/** What a channel needs to find a sent message again and edit it; JSON. */
export type Receipt = { readonly [key: string]: unknown };

export interface Channel {
  /** Sends, or edits what the receipt points to; throws the errors of `net/errors` and never retries. */
  send(message: Message, receipt?: Receipt): Promise<Receipt>;
}

/** `connectors/channels/slack.ts` exports `channel`. */
export interface ChannelKind<Settings> {
  readonly settings: ZodType<Settings>;
  /** The least time between two sends, in milliseconds. */
  readonly pace: number;
  /** Takes answers that people gave to alerts, pushed to `/hooks/<name>`; throws Refused where the signature is wrong. */
  receive?(request: InboundRequest<Settings>): readonly (Settlement & { readonly mention: string })[];
  open(settings: Settings, with_: { readonly web: Web; readonly locale: Locale; write(text: string): void }): Channel;
}
