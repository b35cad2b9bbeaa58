const suspicious = /\\u0000|\\ud[89a-f]/;

/** The same text with NUL and lone surrogates as U+FFFD: no database keeps those, and UTF-16 offsets stay true. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** The JSON of a value whose every string, names included, is clean. */
export function cleanJson(value: unknown): string {
  const json = JSON.stringify(value);
  return suspicious.test(json) ? JSON.stringify(JSON.parse(json, cleanEntry)) : json;
}

/** The same value with every string clean, names included, and without undefined. */
export function clean<T>(value: T): T {
  return JSON.parse(cleanJson(value)) as T;
}

function cleanEntry(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [cleanText(name), entry]));
}
