import { z } from 'zod';

const unit = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `90s`, `5m`, `72h`, `30d`, `2w` as milliseconds; undefined where it is none of these. */
export function parseDuration(text: string): number | undefined {
  const found = /^(\d{1,6})\s?([smhdw])$/.exec(text.trim());
  return found ? Number(found[1]) * unit[found[2] as keyof typeof unit] : undefined;
}

export const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  context.addIssue({ code: 'custom', message: `"${text}" is no duration; write 90s, 5m, 72h, 30d or 2w` });
  return z.NEVER;
});
