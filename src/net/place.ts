/** Where a request went, in words that are safe to log: the host and the plain words of the path.
 *  Whatever could be a secret (user, query, any segment with digits or capitals) is left out. */
export function placeOf(address: string): string {
  if (!URL.canParse(address)) return 'an address that is no URL';
  const url = new URL(address);
  const path = url.pathname
    .split('/')
    .slice(1)
    .map((segment) => (isWord(segment) ? segment : '…'))
    .join('/');
  return path === '' ? url.host : `${url.host}/${path}`;
}

function isWord(segment: string): boolean {
  return segment.length <= 24 && /^(?:v?\d{1,2}|[a-z_.-]*)$/.test(segment);
}

/** The text without any of these secrets, of one line and at most `limit` characters. */
export function withoutSecrets(text: string, secrets: readonly string[], limit = 200): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, '…');
  return clean
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, limit);
}
