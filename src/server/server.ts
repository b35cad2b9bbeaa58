import { timingSafeEqual } from 'node:crypto';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { Refused, Throttled, Unavailable, Unreadable } from '../net/errors.ts';
import type { Metrics } from './metrics.ts';

export interface Inbound {
  /** Resolves when what was pushed is saved. */
  receive(headers: Readonly<Record<string, string>>, body: string): Promise<void>;
}

export interface ServerParts {
  readonly host: string;
  readonly port: number;
  /** Asked of `/metrics`, and of everything but `/health` and `/hooks` where it is configured; hooks carry their own signature. */
  readonly token: string | undefined;
  readonly hooks: ReadonlyMap<string, Inbound>;
  readonly metrics: Metrics;
  /** What is not ready, or nothing. */
  readonly ready: () => Promise<string | undefined>;
}

export interface Server {
  readonly address: string;
  close(): Promise<void>;
}

const bodyLimit = 1_048_576;
const closePatience = 3_000;

/** Health, metrics and inbound webhooks over HTTP. */
export async function openServer(parts: ServerParts): Promise<Server> {
  const app = fastify({ bodyLimit, logger: false, requestTimeout: 30_000, connectionTimeout: 60_000 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  app.get('/health/live', async () => ({ live: true }));
  app.get('/health/ready', async (_request, reply) => {
    const missing = await parts.ready();
    return reply.code(missing ? 503 : 200).send(missing ? { ready: false, missing } : { ready: true });
  });
  app.get('/metrics', async (request, reply) => {
    if (!allowed(request, parts.token)) return unauthorised(reply);
    return reply.type(parts.metrics.contentType).send(await parts.metrics.text());
  });
  app.post<{ Params: { name: string } }>('/hooks/:name', async (request, reply) => {
    const hook = parts.hooks.get(request.params.name);
    if (!hook) return reply.code(404).send({ error: 'there is no such hook' });
    try {
      await hook.receive(plain(request.headers), typeof request.body === 'string' ? request.body : '');
      return reply.code(200).send({ ok: true });
    } catch (error) {
      return refuse(error, reply);
    }
  });
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return reply
      .code(status)
      .send({ error: status === 413 ? 'larger than 1 MB' : status < 500 ? error.message : 'failed' });
  });
  const address = await app.listen({ host: parts.host, port: parts.port });
  return {
    address,
    async close() {
      // Who keeps a connection open without asking anything must not keep us from stopping.
      const impatient = setTimeout(() => app.server.closeAllConnections(), closePatience);
      await app.close();
      clearTimeout(impatient);
    },
  };
}

function refuse(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof Refused) return reply.code(401).send({ error: error.message });
  if (error instanceof Unreadable) return reply.code(400).send({ error: error.message });
  if (error instanceof Throttled || error instanceof Unavailable) {
    return reply.code(503).header('retry-after', '30').send({ error: 'try again later' });
  }
  return reply.code(500).send({ error: 'failed' });
}

function allowed(request: FastifyRequest, token: string | undefined): boolean {
  if (!token) return true;
  const given = Buffer.from(String(request.headers.authorization ?? ''));
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function unauthorised(reply: FastifyReply): FastifyReply {
  return reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'send the http.token as a bearer token' });
}

function plain(headers: FastifyRequest['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
