import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlackCall {
  readonly method: string;
  readonly body: Record<string, unknown>;
}

/** Slack's Web API and incoming webhooks on loopback, with the limits and answers that are documented. */
export interface SlackDouble {
  readonly api: string;
  readonly webhook: string;
  readonly calls: SlackCall[];
  /** What a reader of the channel sees now, by time stamp. */
  readonly messages: Map<string, Record<string, unknown>>;
  /** The next answers, in order, instead of the usual one. */
  readonly next: { status: number; headers?: Record<string, string>; body: string }[];
  close(): Promise<void>;
}

const token = 'xoxb-000000000000-test';
export const slackToken = token;
export const slackChannel = 'C0123456789';

export async function openSlack(): Promise<SlackDouble> {
  const calls: SlackCall[] = [];
  const messages = new Map<string, Record<string, unknown>>();
  const next: SlackDouble['next'] = [];
  let count = 0;
  const server = createServer(async (request, response) => {
    const raw = await bodyOf(request);
    const method = (request.url ?? '').split('/').pop() ?? '';
    const planned = next.shift();
    if (planned) {
      response.writeHead(planned.status, planned.headers).end(planned.body);
      return;
    }
    const json = request.headers['content-type']?.startsWith('application/json');
    const body = json ? (JSON.parse(raw) as Record<string, unknown>) : formOf(raw);
    calls.push({ method, body });
    if (request.url?.startsWith('/services/')) {
      const bad = refusal(body);
      if (!bad) messages.set(`hook-${++count}`, body);
      response.writeHead(bad ? 400 : 200, { 'content-type': 'text/plain' }).end(bad ?? 'ok');
      return;
    }
    const answer =
      request.headers.authorization === `Bearer ${token}` ? handle(method, body) : { ok: false, error: 'invalid_auth' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });

  function handle(method: string, body: Record<string, unknown>): Record<string, unknown> {
    const bad = refusal(body);
    if (bad) return { ok: false, error: bad, response_metadata: { messages: [`[ERROR] ${bad}`] } };
    if (body.channel !== slackChannel) return { ok: false, error: 'channel_not_found' };
    if (method === 'chat.postMessage') {
      const ts = `1763460000.${String(++count).padStart(6, '0')}`;
      messages.set(ts, body);
      return { ok: true, channel: slackChannel, ts, message: { text: body.text, ts } };
    }
    if (method === 'chat.update') {
      const ts = String(body.ts);
      if (!messages.has(ts)) return { ok: false, error: 'message_not_found' };
      messages.set(ts, body);
      return { ok: true, channel: slackChannel, ts, text: body.text };
    }
    return { ok: false, error: 'unknown_method' };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    api: `http://127.0.0.1:${port}/api/`,
    webhook: `http://127.0.0.1:${port}/services/T0/B0/Ab3dEf6hIj9kLm2nOp5qRs8t`,
    calls,
    messages,
    next,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
}

/** What Slack says to a message that breaks a limit of Block Kit. */
function refusal(body: Record<string, unknown>): string | undefined {
  const blocks =
    typeof body.blocks === 'string' ? (JSON.parse(body.blocks) as Block[]) : ((body.blocks ?? []) as Block[]);
  if (!body.text && blocks.length === 0) return 'no_text';
  if (blocks.length > 50) return 'invalid_blocks';
  for (const block of blocks) {
    if (
      block.type === 'header' &&
      (!block.text?.text || block.text.text.length > 150 || block.text.type !== 'plain_text')
    )
      return 'invalid_blocks';
    if (block.type === 'section' && (!block.text?.text || block.text.text.length > 3_000)) return 'invalid_blocks';
    if (JSON.stringify(block).includes('"text":""')) return 'invalid_blocks';
  }
  return undefined;
}

function formOf(raw: string): Record<string, unknown> {
  const fields = Object.fromEntries(new URLSearchParams(raw));
  return fields.blocks ? { ...fields, blocks: JSON.parse(fields.blocks) } : fields;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
