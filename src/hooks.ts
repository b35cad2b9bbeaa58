import { lastValueFrom } from 'rxjs';
import type { InboundRequest } from '../connectors/contract.ts';
import type { Config, Reader } from './config.ts';
import type { Progress } from './follow.ts';
import { hearPosts, type Parts, takeAnswer, takeTickets } from './pipeline.ts';
import type { Inbound } from './server/server.ts';

/** Sources, helpdesks and channels that are pushed to: the answer goes out when what was pushed is saved. */
export function openHooks(config: Config, parts: Parts): ReadonlyMap<string, Inbound> {
  const hooks = new Map<string, Inbound>();
  for (const reader of config.sources) {
    const receive = reader.connector.receive?.bind(reader.connector);
    if (!receive) continue;
    hooks.set(reader.name, {
      receive: async (headers, body) => {
        const page = receive(inbound(reader, `source:${reader.name}`, headers, body, parts));
        await lastValueFrom(hearPosts(page, reader.name, undefined, parts));
      },
    });
  }
  for (const reader of config.helpdesks) {
    const receive = reader.connector.receive?.bind(reader.connector);
    if (!receive) continue;
    const of = `helpdesk:${reader.name}`;
    hooks.set(reader.name, {
      receive: async (headers, body) => {
        const page = receive(inbound(reader, of, headers, body, parts));
        const before = ((await parts.store.checkpoint(of)) as Progress | undefined)?.watermark ?? '';
        // An older push that arrives late does not unsay what is known.
        const watermark = page.watermark && page.watermark > before ? page.watermark : before;
        const at: Progress = { at: {}, ...(watermark ? { watermark } : {}) };
        await lastValueFrom(takeTickets(page, { of, at }, parts));
      },
    });
  }
  for (const outlet of config.channels) {
    const receive = outlet.channel.receive?.bind(outlet.channel);
    if (!receive) continue;
    hooks.set(outlet.name, {
      receive: async (headers, body) => {
        for (const answer of receive(inbound(outlet, `channel:${outlet.name}`, headers, body, parts))) {
          await takeAnswer(answer, parts);
        }
      },
    });
  }
  return hooks;
}

function inbound(
  reader: Pick<Reader<unknown>, 'name' | 'settings'>,
  part: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  parts: Parts,
): InboundRequest<unknown> {
  const skip = (reason: string) => parts.report({ what: 'skipped', part, reason });
  return { name: reader.name, settings: reader.settings, headers, body, now: parts.now, skip };
}
