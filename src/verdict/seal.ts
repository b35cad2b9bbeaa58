import { createHmac } from 'node:crypto';
import type { Post, Ticket } from '../model.ts';

/** How a sealed address or number begins; what follows is its keyed hash. */
const mark = 'sealed:';
const mail = /(?<![\p{L}\p{N}@._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,4}/gu;
const phone = /(?<![\p{L}\p{N}/=_.-])(?:\+\d{1,3}|00\d{2}|0)[ .\-/]?(?:\(0\))?(?:[ .\-/]?\d){8,11}(?![\p{L}\p{N}])/gu;

/** The ticket as it is kept: e-mail and telephone as keyed hashes, also where they stand in its text, handles in one
 *  form. Sealing what is sealed changes nothing. */
export function seal(ticket: Ticket, secret: Uint8Array): Ticket {
  const { requester } = ticket;
  const handles = Object.entries(requester.handles).map(([platform, handle]): [string, string] => [
    platform.toLowerCase(),
    handle.trim().replace(/^@/, '').toLowerCase(),
  ]);
  return {
    ...ticket,
    subject: masked(ticket.subject),
    text: masked(ticket.text),
    requester: {
      name: requester.name === null ? null : masked(requester.name),
      email: requester.email === null ? null : sealedEmail(requester.email, secret),
      phone: requester.phone === null ? null : sealedPhone(requester.phone, secret),
      handles: Object.fromEntries(handles),
    },
  };
}

/** The post with the address that a review platform vouches for as a keyed hash. */
export function sealPost(post: Post, secret: Uint8Array): Post {
  return post.email === undefined ? post : { ...post, email: sealedEmail(post.email, secret) };
}

/** `sealed:<hash>` of an e-mail address, whatever its case and whatever stands behind a `+`. */
export function sealedEmail(email: string, secret: Uint8Array): string {
  const [local = '', domain = ''] = email.trim().toLowerCase().split('@');
  return sealed(`email:${local.replace(/\+.*$/, '')}@${domain}`, email, secret);
}

/** `sealed:<hash>` of a telephone number: `0031 6 0436 7198` and `06-04367198` are one. */
export function sealedPhone(number: string, secret: Uint8Array): string {
  const digits = number
    .replace(/\D/g, '')
    .replace(/^00/, '')
    .replace(/^(?:31|32|33|49|44)0?(?=\d{8})/, '')
    .replace(/^0/, '');
  return sealed(`phone:${digits}`, number, secret);
}

/** The hash in a sealed address or number, or undefined. */
export function sealedHash(value: string | null | undefined): string | undefined {
  return value?.startsWith(mark) ? value.slice(mark.length) : undefined;
}

/** The e-mail addresses in a text, at most five. */
export function emailsIn(text: string): string[] {
  return [...new Set(text.slice(0, 20_000).match(mail) ?? [])].slice(0, 5);
}

/** The text with e-mail addresses and telephone numbers taken out. */
export function masked(text: string): string {
  return text.replace(mail, '[e-mail]').replace(phone, '[phone]');
}

function sealed(what: string, raw: string, secret: Uint8Array): string {
  if (raw.startsWith(mark)) return raw;
  return mark + createHmac('sha256', secret).update(what).digest('hex').slice(0, 32);
}
