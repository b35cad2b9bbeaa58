import { z } from 'zod';
import type { Author, Deletion, Post } from '../src/model.ts';
import { instantOf, plainHandle, plainName, plainText, plainUrl } from './plain-text.ts';

const id = z.string().min(1).max(500);
const optional = <T extends z.ZodType>(shape: T) => shape.nullish();

/** A post as one JSON object, as files and webhooks bring it; other keys are let be. `source` is the platform, and an
 *  id that does not begin with `<source>:` gets it in front. */
const postLine = z.object({
  id,
  source: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,49}$/, 'a platform in lower case, as trustpilot'),
  url: optional(z.string()),
  author: z.object({
    handle: z.string().min(1),
    name: optional(z.string()),
    url: optional(z.string()),
    followers: optional(z.number().int().nonnegative()),
  }),
  text: z.string(),
  createdAt: z.union([z.string(), z.number()]),
  editedAt: optional(z.union([z.string(), z.number()])),
  language: optional(z.string().max(35)),
  rating: optional(z.number().min(1).max(5)),
  replyTo: optional(id),
  repostOf: optional(id),
  followers: optional(z.number().int().nonnegative()),
  reference: optional(z.string().max(200)),
  email: optional(z.string().max(320)),
});

const deletionLine = z.union([z.object({ deleted: id }), z.object({ deletedAuthor: id })]);

/** What one line says: a post, or `{"deleted": "<post id>"}`, or `{"deletedAuthor": "<platform>:<handle>"}`.
 *  Anything else is undefined and told to `skip`. */
export function readPostLine(value: unknown, skip: (reason: string) => void): Post | Deletion | undefined {
  const gone = deletionLine.safeParse(value);
  if (gone.success) return 'deleted' in gone.data ? { id: gone.data.deleted } : { author: gone.data.deletedAuthor };
  const read = postLine.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0];
    skip(`${issue?.path.map(String).join('.') || 'the line'}: ${issue?.message}`.slice(0, 200));
    return undefined;
  }
  const line = read.data;
  const createdAt = instantOf(line.createdAt);
  if (createdAt === undefined) {
    skip('createdAt: no date between 1990 and 2100');
    return undefined;
  }
  const own = (native: string) => (native.startsWith(`${line.source}:`) ? native : `${line.source}:${native}`);
  const followers = line.author.followers ?? line.followers;
  const authorUrl = plainUrl(line.author.url);
  const author: Author = {
    handle: plainHandle(line.author.handle),
    name: plainName(line.author.name),
    ...(authorUrl === null ? {} : { url: authorUrl }),
    ...(followers == null ? {} : { followers }),
  };
  const editedAt = instantOf(line.editedAt);
  return {
    id: plainText(own(line.id)),
    source: line.source,
    url: plainUrl(line.url),
    author,
    text: plainText(line.text),
    createdAt,
    ...(editedAt === undefined ? {} : { editedAt }),
    ...(line.language == null ? {} : { language: plainText(line.language) }),
    ...(line.rating == null ? {} : { rating: line.rating }),
    ...(line.replyTo == null ? {} : { replyTo: own(line.replyTo) }),
    ...(line.repostOf == null ? {} : { repostOf: own(line.repostOf) }),
    ...(line.reference == null ? {} : { reference: plainText(line.reference) }),
    ...(line.email == null ? {} : { email: plainText(line.email) }),
  };
}

/** Posts and deletions apart, as a page has them. */
export function sorted(read: readonly (Post | Deletion | undefined)[]): { items: Post[]; deletions: Deletion[] } {
  const items: Post[] = [];
  const deletions: Deletion[] = [];
  for (const one of read) {
    if (one === undefined) continue;
    if ('text' in one) items.push(one);
    else deletions.push(one);
  }
  return { items, deletions };
}
