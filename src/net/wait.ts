const leastWait = 1_000;
const mostWait = 3_600_000;

/** How long a server asks us to wait, in milliseconds between one second and one hour.
 *  `Retry-After` (seconds or an HTTP date) decides; without it the reset header, as seconds, Unix seconds or ISO 8601. */
export function askedWait(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const after = headers['retry-after'] ?? '';
  const reset = headers['ratelimit-reset'] ?? headers['x-ratelimit-reset'] ?? headers['x-rate-limit-reset'] ?? '';
  const wait = waitOf(after, now) ?? waitOf(reset, now);
  return wait === undefined ? undefined : Math.min(Math.max(wait, leastWait), mostWait);
}

function waitOf(value: string, now: number): number | undefined {
  const text = value.trim();
  if (text === '') return undefined;
  const number = Number(text);
  if (Number.isFinite(number)) return number > 1e9 ? number * 1000 - now : number * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date - now;
}
