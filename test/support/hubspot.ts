import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, serve } from './serve.ts';

type Raw = Record<string, unknown>;

const at = (n: number): string => new Date(Date.parse('2026-11-20T00:00:00Z') + n * 60_000).toISOString();

/** A ticket as search has it. */
export function hubspotTicketOf(n: number, properties: Record<string, string | null> = {}, changes: Raw = {}): Raw {
  return {
    id: String(n),
    properties: {
      subject: `Pakket ${n} kwijt`,
      content: `Mijn pakket ${n} is kwijt.`,
      hs_pipeline: '0',
      hs_pipeline_stage: '1',
      source_type: 'EMAIL',
      createdate: at(n),
      hs_lastmodifieddate: at(n),
      hs_object_id: String(n),
      ...properties,
    },
    createdAt: at(n),
    updatedAt: at(n),
    archived: false,
    ...changes,
  };
}

const stages = [
  ['1', 'New', 'OPEN'],
  ['2', 'Waiting on contact', 'OPEN'],
  ['3', 'Opgelost', 'CLOSED'],
  ['4', 'Done with it', 'CLOSED'],
].map(([id, label, ticketState]) => ({ id, label, displayOrder: 0, metadata: { ticketState }, archived: false }));

interface Asked {
  readonly filterGroups?: readonly { readonly filters: readonly { readonly value: string }[] }[];
  readonly inputs?: readonly { readonly id: string }[];
  readonly limit?: number;
  readonly after?: string;
  readonly properties?: readonly string[];
}

/** Search by `hs_lastmodifieddate`, at most 10,000 results; contact of ticket n is 1000 + n; archived tickets in a list of
 *  their own. */
export async function serveHubspot(tickets: Raw[], archived: Raw[], token: string) {
  const fault: { next?: (response: ServerResponse) => void } = {};
  const { url, requests } = await serve((request, response, { pathname, searchParams }) => {
    if (fault.next !== undefined) {
      fault.next(response);
      return;
    }
    if (request.headers.authorization !== `Bearer ${token}`) {
      sendJson(response, { status: 'error', message: 'Authentication credentials not found.' }, 401);
      return;
    }
    if (request.method === 'GET' && pathname === '/crm/v3/pipelines/tickets') {
      sendJson(response, { results: [{ id: '0', label: 'Support', stages }] });
      return;
    }
    if (request.method === 'GET' && pathname === '/crm/v3/objects/tickets' && searchParams.get('archived') === 'true') {
      const from = Number(searchParams.get('after') ?? 0);
      const next = from + 100 < archived.length ? { paging: { next: { after: String(from + 100), link: '' } } } : {};
      sendJson(response, { results: archived.slice(from, from + 100), ...next });
      return;
    }
    void bodyOf(request).then((asked) => answer(response, pathname, asked));
  });

  const answer = (response: ServerResponse, pathname: string, asked: Asked): void => {
    const inputs = asked.inputs ?? [];
    if (inputs.length > 100) sendJson(response, { status: 'error', category: 'VALIDATION_ERROR' }, 400);
    else if (pathname === '/crm/v3/associations/tickets/contacts/batch/read') {
      const results = inputs.map(({ id }) => ({
        from: { id },
        to: [{ id: String(1_000 + Number(id)), type: 'ticket_to_contact' }],
      }));
      sendJson(response, { status: 'COMPLETE', results });
    } else if (pathname === '/crm/v3/objects/contacts/batch/read') {
      const all = (id: string): Raw => ({
        firstname: 'Anna',
        lastname: `de Boer ${id}`,
        email: `anna${id}@post.example`,
        twitterhandle: `anna${id}`,
      });
      const results = inputs.map(({ id }) => ({
        id,
        properties: Object.fromEntries(Object.entries(all(id)).filter(([key]) => asked.properties?.includes(key))),
      }));
      sendJson(response, { status: 'COMPLETE', results });
    } else if (pathname === '/crm/v3/objects/tickets/search') {
      const since = Number(asked.filterGroups?.[0]?.filters[0]?.value);
      const when = (one: Raw): number => Date.parse(String((one.properties as Raw).hs_lastmodifieddate));
      const found = tickets.filter((one) => !(when(one) < since)).sort((a, b) => when(a) - when(b));
      const from = Number(asked.after ?? 0);
      const size = Math.min(asked.limit ?? 10, 200);
      if (from + size > 10_000) {
        sendJson(response, { status: 'error', message: 'The search is limited to 10000 results' }, 400);
        return;
      }
      const next = from + size < found.length ? { paging: { next: { after: String(from + size) } } } : {};
      sendJson(response, { total: found.length, results: found.slice(from, from + size), ...next });
    } else sendJson(response, { status: 'error', message: 'resource not found' }, 404);
  };
  return { url, requests, fault };
}

async function bodyOf(request: IncomingMessage): Promise<Asked> {
  let body = '';
  for await (const part of request) body += String(part);
  return body === '' ? {} : (JSON.parse(body) as Asked);
}
