import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of a JSON lines file of posts. */
export const postLine = (id: string, handle: string, text: string, createdAt = minutesAgo(60)): string =>
  `${JSON.stringify({
    id,
    source: 'x',
    url: `https://x.com/${handle}/status/${id}`,
    author: { handle, name: null },
    text,
    createdAt,
  })}\n`;

export const ticketLine = (id: string, over: object): string =>
  `${JSON.stringify({
    id,
    channel: 'email',
    subject: 'Vraag',
    text: 'Kunt u mij helpen?',
    requester: { name: null, email: null, phone: null, handles: {} },
    status: 'open',
    createdAt: minutesAgo(50),
    updatedAt: minutesAgo(50),
    ...over,
  })}\n`;

export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** Writes a company into the folder that reads a file of posts and one of tickets, and tells the console. */
export function writeCompany(folder: string, more: Readonly<Record<string, string>> = {}): void {
  const sections = {
    company: '{ name: Voorbeeldia, handles: [voorbeeldia], locale: nl, references: ["VB-####-######"] }',
    store: '{ kind: sqlite, path: k.db }',
    sources: '[{ name: posts, kind: jsonl, path: posts.jsonl, every: 1s }]',
    helpdesks: '[{ name: desk, kind: jsonl, path: tickets.jsonl, complete: true, every: 1s }]',
    channels: '[{ name: console, kind: console }]',
    alerts: '{ grace: 1s }',
    http: '{ port: 0 }',
    ...more,
  };
  const yaml = Object.entries(sections).map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(folder, 'klankbord.yaml'), yaml.join(''));
}

export const waiting = 'Al een uur in de wacht bij @voorbeeldia, er neemt niemand op. Waardeloze klantenservice!';
export const undelivered =
  'Voorbeeldia heeft mijn pakket VB-2026-118832 nooit bezorgd en niemand belt terug. Schandalig!';
