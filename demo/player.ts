import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

/** A file whose lines appear as their time comes. */
export interface Reel {
  readonly file: string;
  readonly lines: readonly { readonly at: number; readonly text: string }[];
}

/** Reads a demo file; `field` is the moment at which a line becomes visible. */
export function readReel(from: URL, file: string, field: 'createdAt' | 'updatedAt'): Reel {
  const lines = readFileSync(from, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((text) => ({ at: Date.parse((JSON.parse(text) as Record<string, string>)[field] ?? ''), text }))
    .sort((a, b) => a.at - b.at);
  writeFileSync(file, '');
  return { file, lines };
}

/** Appends to each file what has happened until now; call it again and again. */
export function openPlayer(reels: readonly Reel[]): {
  play(now: number): void;
  readonly total: number;
  played(): number;
} {
  const next = reels.map(() => 0);
  return {
    total: reels.reduce((sum, { lines }) => sum + lines.length, 0),
    played: () => next.reduce((sum, at) => sum + at, 0),
    play(now) {
      for (const [index, { file, lines }] of reels.entries()) {
        const from = next[index] ?? 0;
        let to = from;
        while (to < lines.length && (lines[to]?.at ?? 0) <= now) to += 1;
        if (to === from) continue;
        appendFileSync(
          file,
          lines
            .slice(from, to)
            .map(({ text }) => `${text}\n`)
            .join(''),
        );
        next[index] = to;
      }
    },
  };
}
