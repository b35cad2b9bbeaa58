import type { Matcher } from '../matching/match.ts';
import type { Post } from '../model.ts';
import type { Matched, PostPage } from './batch.ts';

/** Keeps what a rule hears. Every post of the stream passes here: pure, synchronous, microseconds. */
export function match(page: PostPage, via: string, matcher: Matcher): Matched {
  // An edit may share a page with its original: the later one counts.
  const latest = new Map<string, Post>();
  for (const post of page.items) latest.set(post.id, post);
  const heard: Matched['heard'][number][] = [];
  for (const post of latest.values()) {
    const found = matcher.match(post);
    if (found?.mention) heard.push({ post, heard: found });
  }
  return { via, heard, deletions: page.deletions ?? [], read: page.items.length };
}
