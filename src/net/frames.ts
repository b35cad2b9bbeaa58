import WebSocket from 'ws';
import { Refused, Throttled, Unavailable, Unreadable } from './errors.ts';
import { placeOf, withoutSecrets } from './place.ts';
import { askedWait } from './wait.ts';

export interface FramesOptions {
  readonly userAgent?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** The longest message, in bytes; 1 MB unless told. */
  readonly maxPayload?: number;
  /** How long neither a message nor a ping may come before the line counts as dead; 60 s unless told. */
  readonly silenceMs?: number;
  /** An empty batch is yielded after so long without a message, so that who waits can do something else; 1 s unless told. */
  readonly idleMs?: number;
}

/** So many waiting messages make the socket pause, so that the sender slows down instead of us growing. */
const mostWaiting = 2_000;
const mostWaitingBytes = 4_000_000;

/** Messages of a WebSocket as they come, all that wait at once; bounded, because the socket rests while they wait.
 *  Ends when the signal aborts. Throws Refused or Throttled where the handshake is refused, Unavailable where the line
 *  breaks or is silent, and Unreadable where the other side does not speak the protocol. */
export async function* openFrames(url: string, options: FramesOptions): AsyncGenerator<readonly string[]> {
  const place = placeOf(url);
  if (!/^wss?:\/\//i.test(url) || !URL.canParse(url)) throw new Refused(`${place}: is no ws or wss address`);
  if (options.signal.aborted) return;
  const silence = options.silenceMs ?? 60_000;
  const headers = {
    ...options.headers,
    ...(options.userAgent === undefined ? {} : { 'user-agent': options.userAgent }),
  };
  const socket = new WebSocket(url, {
    headers,
    perMessageDeflate: false,
    followRedirects: false,
    handshakeTimeout: Math.min(silence, 30_000),
    maxPayload: options.maxPayload ?? 1_000_000,
  });
  let waiting: string[] = [];
  let bytes = 0;
  let ended = false;
  let failure: Error | undefined;
  let wake = (): void => undefined;
  let dead: NodeJS.Timeout | undefined;

  const end = (error?: Error): void => {
    if (ended) return;
    ended = true;
    failure = error;
    clearTimeout(dead);
    socket.terminate();
    wake();
  };
  const alive = (): void => {
    clearTimeout(dead);
    if (!ended) dead = setTimeout(() => end(new Unavailable(`${place}: silent for ${silence / 1000} s`)), silence);
  };
  const stop = (): void => end();
  options.signal.addEventListener('abort', stop, { once: true });

  socket.on('open', alive);
  socket.on('ping', alive);
  socket.on('message', (data: Buffer) => {
    waiting.push(data.toString('utf8'));
    bytes += data.length;
    if (waiting.length >= mostWaiting || bytes >= mostWaitingBytes) {
      socket.pause();
      clearTimeout(dead);
    } else alive();
    wake();
  });
  socket.on('unexpected-response', (request, response) => {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      body += part;
      if (body.length > 2_000) response.destroy();
    });
    response.on('close', () => {
      request.destroy();
      const secrets = [...Object.values(headers), ...new URL(url).searchParams.values(), url];
      end(refusal(place, response.statusCode ?? 0, response.headers, withoutSecrets(body, secrets)));
    });
  });
  socket.on('error', (error: Error & { code?: string }) => {
    const protocol = error.code?.startsWith('WS_ERR') === true;
    const kind = protocol ? Unreadable : Unavailable;
    end(
      new kind(
        `${place}: ${protocol ? 'sends what is no WebSocket message' : 'cannot be reached'} (${error.code ?? 'no code'})`,
      ),
    );
  });
  socket.on('close', (code: number) => end(new Unavailable(`${place}: closed the line (${code})`)));

  try {
    for (;;) {
      if (waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        bytes = 0;
        yield batch;
        if (socket.isPaused && !ended) {
          socket.resume();
          alive();
        }
        continue;
      }
      if (failure !== undefined) throw failure;
      if (ended) return;
      const idle = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(true), options.idleMs ?? 1_000);
        wake = () => {
          clearTimeout(timer);
          resolve(false);
        };
      });
      if (idle) yield [];
    }
  } finally {
    options.signal.removeEventListener('abort', stop);
    end();
  }
}

function refusal(
  place: string,
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
): Error {
  const what = `${place}: refused the line (${status})${body === '' ? '' : `: ${body}`}`;
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));
  if (status === 429 || (status === 503 && plain['retry-after'] !== undefined)) {
    return new Throttled(what, askedWait(plain, Date.now()));
  }
  return status >= 500 || status < 400 ? new Unavailable(what) : new Refused(what);
}
