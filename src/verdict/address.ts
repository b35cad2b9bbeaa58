/** What a public address points to: one post, and where the address tells it, who wrote it. */
export interface Address {
  /** The same for every way of writing the address of one post: `x:2038648150555354054`. */
  readonly key: string;
  /** `<platform>:<handle>` in lower case. */
  readonly author?: string;
}

const mostUrls = 10;

/** Reads the address of a post; undefined for the front page of a site and for what is no http address. */
export function readAddress(url: string): Address | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, pathname, searchParams } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const host = hostname.toLowerCase().replace(/^(?:www|m|mobile|mbasic|touch|old|new)\./, '');
  const parts = pathname.split('/').filter(Boolean).map(decoded);
  if (/^(?:x|twitter|nitter|fxtwitter|vxtwitter)\.(?:com|net)$/.test(host)) return ofX(parts);
  if (host === 'bsky.app') return ofBluesky(parts);
  if (host.endsWith('trustpilot.com')) return after(parts, 'reviews', 'trustpilot');
  if (/(?:^|\.)google\.[a-z.]+$/.test(host)) return after(parts, 'reviews', 'google') ?? generic(host, parts);
  if (host === 'reddit.com' || host.endsWith('.reddit.com')) return after(parts, 'comments', 'reddit');
  if (host === 'facebook.com' || host === 'fb.com')
    return ofFacebook(parts, searchParams) ?? generic('facebook', parts);
  if (host === 'instagram.com') return after(parts, 'p', 'instagram') ?? after(parts, 'reel', 'instagram');
  if (parts[0]?.startsWith('@') && parts[1]) return ofMastodon(host, parts[0].slice(1), parts[1]);
  if (parts[0] === 'users' && parts[1] && parts[2] === 'statuses' && parts[3]) {
    return ofMastodon(host, parts[1], parts[3]);
  }
  // Discourse: the words in the middle are decoration.
  if (parts[0] === 't' && parts[2] && /^\d+$/.test(parts[2])) return generic(host, ['t', ...parts.slice(2)]);
  return generic(host, parts);
}

/** The addresses written in a text, at most ten. */
export function addressesIn(text: string): Address[] {
  const found: Address[] = [];
  for (const [url] of text.matchAll(/https?:\/\/[^\s<>"'()]{4,500}/g)) {
    const address = readAddress(url.replace(/[.,;:!?]{1,3}$/, ''));
    if (address) found.push(address);
    if (found.length === mostUrls) break;
  }
  return found;
}

function ofX(parts: readonly string[]): Address | undefined {
  const at = parts.findIndex((part) => part === 'status' || part === 'statuses');
  const id = parts[at + 1];
  if (at < 0 || !id || !/^\d+$/.test(id)) return undefined;
  const handle = at === 1 ? parts[0]?.toLowerCase() : undefined;
  return { key: `x:${id}`, ...(handle && handle !== 'i' ? { author: `x:${handle}` } : {}) };
}

function ofBluesky(parts: readonly string[]): Address | undefined {
  const [profile, handle, post, id] = parts;
  if (profile !== 'profile' || !handle || post !== 'post' || !id) return undefined;
  return { key: `bluesky:${id}`, author: `bluesky:${handle.toLowerCase()}` };
}

function ofMastodon(host: string, handle: string, id: string): Address {
  const account = handle.toLowerCase();
  return {
    key: `mastodon:${host}/${id}`,
    author: `mastodon:${account.includes('@') ? account : `${account}@${host}`}`,
  };
}

function ofFacebook(parts: readonly string[], query: URLSearchParams): Address | undefined {
  const id = query.get('story_fbid') ?? query.get('fbid') ?? after(parts, 'posts', 'facebook')?.key.slice(9);
  return id ? { key: `facebook:${id}` } : undefined;
}

/** The part that follows a marker is the id. */
function after(parts: readonly string[], marker: string, platform: string): Address | undefined {
  const at = parts.indexOf(marker);
  const id = parts[at + 1];
  return at >= 0 && id ? { key: `${platform}:${id}` } : undefined;
}

function generic(host: string, parts: readonly string[]): Address | undefined {
  return parts.length === 0 ? undefined : { key: `${host}/${parts.join('/')}`.slice(0, 300) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
