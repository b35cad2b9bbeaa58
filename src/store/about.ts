import type { Deletion, Mention } from '../model.ts';
import { cleanText } from './clean.ts';

/** The cause under which a complaint is alerted: see `Message.cause`. */
export function causeOf(mention: string): string {
  return `complaint:${cleanText(mention)}`;
}

/** Who wrote it, as `Deletion.author` says it. No platform tells handles apart by case. */
export function authorOf(mention: Mention): string {
  return authorKey(`${mention.post.source}:${mention.post.author.handle}`);
}

export function authorKey(author: string): string {
  return cleanText(author).toLowerCase();
}

/** The deleted posts' ids and the deleted authors' keys, each once. */
export function split(deletions: readonly Deletion[]): { readonly ids: string[]; readonly authors: string[] } {
  const ids = new Set<string>();
  const authors = new Set<string>();
  for (const deletion of deletions) {
    if ('id' in deletion) ids.add(cleanText(deletion.id));
    else authors.add(authorKey(deletion.author));
  }
  return { ids: [...ids], authors: [...authors] };
}
