import { setTimeout as pause } from 'node:timers/promises';
import { Agent, type Dispatcher, fetch, type Response } from 'undici';
import type { ZodType } from 'zod';
import type { Web, WebAnswer, WebRequest } from '../../connectors/contract.ts';
import { decode } from './charset.ts';
import { Refused, Throttled, Unavailable, Unreadable } from './errors.ts';
import { placeOf } from './place.ts';
import { askedWait } from './wait.ts';

const mostRedirects = 5;
/** What may follow a redirect to another host; keys and tokens never do. */
const portableHeaders = new Set(['accept', 'accept-language', 'if-modified-since', 'if-none-match']);
/** 4xx that pass by themselves: request timeout, too early. */
const passing = new Set([408, 425]);

export interface WebOptions {
  readonly userAgent: string;
  /** The least time between the starts of two requests to one host, in milliseconds; 250 unless told. */
  readonly pacePerHostMs?: number;
  /** Ends every exchange under way, and all later ones at once. */
  readonly signal?: AbortSignal;
  /** For `https` to a server with a certificate of one's own, and for tests. */
  readonly dispatcher?: Dispatcher;
}

interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The one way out over HTTP, as `Web` promises. Private addresses are allowed: helpdesks and stores are often at home.
 *  A redirect never leads from https to http, and takes no key or body to another host. */
export function openWeb(options: WebOptions): Web {
  const dispatcher = options.dispatcher ?? new Agent({ bodyTimeout: 0, headersTimeout: 0, connections: 8 });
  const turn = pacer(options.pacePerHostMs ?? 250);

  async function request(url: string, wanted: WebRequest = {}): Promise<WebAnswer> {
    const { address, login } = httpUrl(url);
    let exchange: Exchange = {
      url: address,
      method: wanted.method ?? 'GET',
      headers: { ...login, ...lowerCase(wanted.headers ?? {}) },
      body: wanted.body,
    };
    const stop = AbortSignal.any([options.signal, wanted.signal].filter((signal) => signal !== undefined));
    await turn(exchange.url.host, stop).catch(() => undefined);
    const place = placeOf(url);
    if (stop.aborted) throw new Unavailable(`${place}: stopped`);
    const limit = AbortSignal.timeout(wanted.timeoutMs ?? 30_000);
    const signal = AbortSignal.any([stop, limit]);
    try {
      for (let redirects = 0; ; redirects++) {
        const response = await fetch(exchange.url, {
          method: exchange.method,
          headers: { ...exchange.headers, 'user-agent': options.userAgent },
          ...(exchange.body === undefined ? {} : { body: exchange.body }),
          redirect: 'manual',
          dispatcher,
          signal,
        });
        const next = await redirected(exchange, response);
        if (next === undefined) return await answered(exchange.url, response, wanted);
        if (redirects === mostRedirects) throw new Refused(`${place}: more than ${mostRedirects} redirects`);
        exchange = next;
      }
    } catch (error) {
      if (stop.aborted) throw new Unavailable(`${place}: stopped`);
      if (limit.aborted) throw new Unavailable(`${place}: no answer within ${(wanted.timeoutMs ?? 30_000) / 1000} s`);
      throw known(error) ? error : broken(placeOf(exchange.url.href), error);
    }
  }

  async function json<T>(url: string, shape: ZodType<T>, wanted?: WebRequest): Promise<T> {
    const answer = await request(url, wanted);
    return shaped(placeOf(answer.url), answer.text, shape);
  }

  return { fetch: request, json };
}

/** The same web, whose exchanges are given up when the signal aborts: for who reads, not for who sends. */
export function stoppedBy(web: Web, signal: AbortSignal): Web {
  return {
    fetch: (url, request) => web.fetch(url, { ...request, signal }),
    json: (url, shape, request) => web.json(url, shape, { ...request, signal }),
  };
}

/** The address without a name and password in it, which become a header. */
function httpUrl(text: string): { address: URL; login: Readonly<Record<string, string>> } {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') {
    throw new Refused(`${placeOf(text)}: only http and https addresses can be fetched`);
  }
  const user = `${address.username}:${address.password}`;
  address.username = '';
  address.password = '';
  if (user === ':') return { address, login: {} };
  return { address, login: { authorization: `Basic ${Buffer.from(decoded(user)).toString('base64')}` } };
}

/** Percent-encoded text as it was meant; as it stands where it is not well encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Waits for one's turn at a host. */
function pacer(paceMs: number): (host: string, signal: AbortSignal) => Promise<void> {
  const free = new Map<string, number>();
  return async (host, signal) => {
    const now = performance.now();
    if (free.size > 1000) for (const [name, at] of free) if (at < now) free.delete(name);
    const at = Math.max(now, free.get(host) ?? 0);
    free.set(host, at + paceMs);
    if (at > now) await pause(at - now, undefined, { signal });
  };
}

/** Where the response sends us, or undefined where it is the answer itself. */
async function redirected(from: Exchange, response: Response): Promise<Exchange | undefined> {
  const location = response.headers.get('location');
  if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return undefined;
  await response.body?.cancel();
  const place = placeOf(from.url.href);
  if (!URL.canParse(location, from.url)) throw new Refused(`${place}: redirects to something that is no address`);
  const url = httpUrl(new URL(location, from.url).href).address;
  if (from.url.protocol === 'https:' && url.protocol === 'http:') {
    throw new Refused(`${place}: redirects from https to http`);
  }
  const keepsBody = response.status >= 307 || from.method === 'GET';
  const home = url.host === from.url.host;
  if (keepsBody && from.body !== undefined && !home) throw new Refused(`${place}: redirects our data to another host`);
  const kept = Object.entries(from.headers).filter(
    ([name]) => (home || portableHeaders.has(name)) && (keepsBody || name !== 'content-type'),
  );
  return {
    url,
    method: keepsBody ? from.method : 'GET',
    headers: Object.fromEntries(kept),
    body: keepsBody ? from.body : undefined,
  };
}

async function answered(url: URL, response: Response, wanted: WebRequest): Promise<WebAnswer> {
  const { status } = response;
  const headers = Object.fromEntries(response.headers);
  if (!response.ok && !(wanted.accept ?? []).includes(status)) {
    await response.body?.cancel();
    throw refusal(placeOf(url.href), status, headers);
  }
  const bytes = await boundedBody(placeOf(url.href), response, wanted.maxBytes ?? 10_000_000);
  return { status, headers, text: decode(bytes, headers['content-type']), url: url.href };
}

function refusal(place: string, status: number, headers: Readonly<Record<string, string>>): Error {
  const wait = askedWait(headers, Date.now());
  if (status === 429) return new Throttled(`${place}: asks to wait (429)`, wait);
  if (status === 503 && headers['retry-after'] !== undefined) {
    return new Throttled(`${place}: asks to wait (503)`, wait);
  }
  if (status >= 500 || passing.has(status)) return new Unavailable(`${place}: answered ${status}`);
  if (status < 400) return new Unreadable(`${place}: answered ${status}, which was not asked for`);
  return new Refused(`${place}: ${reasons[status] ?? 'refused'} (${status})`);
}

const reasons: Readonly<Record<number, string>> = {
  401: 'the key or token is missing or not accepted',
  403: 'forbidden for this key or address',
  404: 'there is nothing at this address',
  410: 'gone for good; remove or replace the address',
};

/** The body, unpacked, of at most so many bytes; more is never kept. */
async function boundedBody(place: string, response: Response, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw new Unreadable(`${place}: longer than the limit of ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function known(error: unknown): boolean {
  return [Refused, Throttled, Unavailable, Unreadable].some((kind) => error instanceof kind);
}

/** A failure below HTTP, told by its code alone: its message may quote the address. */
function broken(place: string, error: unknown): Error {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI')) return new Unreadable(`${place}: cannot be unpacked`);
  return new Unavailable(`${place}: cannot be reached${code === '' ? '' : ` (${code})`}`);
}

/** The text as JSON of that shape, or Unreadable with the first place where it differs. */
export function shaped<T>(place: string, text: string, shape: ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable(`${place}: the answer is not JSON`);
  }
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  throw new Unreadable(`${place}: not in the documented shape: ${path === '' ? '' : `${path}: `}${issue?.message}`);
}
