/** The nouns of Klankbord. This file imports nothing, and everything else may import it. */

/** A moment as ISO 8601 in UTC with milliseconds (`2026-11-24T12:00:00.000Z`), so that text order is time order. */
export type Instant = string;

export const topics = [
  'reachability',
  'bot',
  'runaround',
  'staff',
  'billing',
  'delivery',
  'product',
  'refund',
  'outage',
  'account',
  'information',
  'privacy',
  'pricing',
  'other',
] as const;
export type Topic = (typeof topics)[number];

export const intents = ['complaint', 'question', 'request', 'praise', 'news', 'ad', 'other'] as const;
export type Intent = (typeof intents)[number];

export type SentimentLabel = 'negative' | 'neutral' | 'positive';

/** 0 none, 1 irritation, 2 damage or repetition, 3 urgent: safety, a vulnerable person, a large sum, a legal threat. */
export type Severity = 0 | 1 | 2 | 3;

export interface Author {
  /** As the platform writes it, without a leading `@`. */
  readonly handle: string;
  readonly name: string | null;
  readonly url?: string;
  readonly followers?: number;
}

/** What somebody wrote in public, as a source gives it. */
export interface Post {
  /** `<platform>:<the platform's own id>`: the same post heard through two configured sources has one id. */
  readonly id: string;
  /** The platform: mastodon, bluesky, x, trustpilot, rss … */
  readonly source: string;
  readonly url: string | null;
  readonly author: Author;
  readonly text: string;
  readonly createdAt: Instant;
  readonly editedAt?: Instant;
  /** BCP 47, as declared by the author or platform; a hint only. */
  readonly language?: string;
  /** 1 to 5, of a review. */
  readonly rating?: number;
  readonly replyTo?: string;
  /** The id of the post that this one repeats as it is. */
  readonly repostOf?: string;
  /** An order number that a review platform vouches for. */
  readonly reference?: string;
  /** The reviewer's e-mail address that a review platform vouches for; kept only as a keyed hash. */
  readonly email?: string;
}

/** One place in a post's text where a rule hit, in UTF-16 offsets. */
export interface Match {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** A part of a post's text, in UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What was heard in a post that matched. Probabilities are 0…1. */
export interface Classification {
  readonly sentiment: { readonly label: SentimentLabel /** −1…1 */; readonly score: number };
  readonly complaint: { readonly is: boolean; readonly probability: number; readonly because: readonly Span[] };
  /** The probability that what is said concerns us and not another company. */
  readonly aboutUs: number;
  readonly intent: Intent;
  readonly severity: Severity;
  readonly topics: readonly { readonly topic: Topic; readonly probability: number }[];
  /** The probability that the author says to have told the company already. */
  readonly saysReported: number;
}

export const verdictLabels = ['reported', 'probably-reported', 'unreported', 'reported-unresolved', 'unknown'] as const;
export type VerdictLabel = (typeof verdictLabels)[number];

/** One reason for or against "this person already told us about this". */
export interface Evidence {
  /** url, identity, reference, platform, name, issue, time, opened-by-us, watermark … */
  readonly kind: string;
  /** Log-odds (natural logarithm): positive speaks for reported. */
  readonly weight: number;
  /** One plain sentence or fragment for a person, without e-mail addresses or telephone numbers. */
  readonly detail: string;
}

export interface Verdict {
  readonly label: VerdictLabel;
  /** `<helpdesk>:<id>` of the ticket that the verdict rests on. */
  readonly ticket: string | null;
  /** Of being reported, 0…1. */
  readonly probability: number;
  readonly evidence: readonly Evidence[];
}

export const answers = ['already-reported', 'not-a-complaint', 'other-person', 'not-reported'] as const;

/** A person's answer to an alert. */
export interface Settlement {
  readonly answer: (typeof answers)[number];
  readonly ticket: string | null;
  /** Who answered, as the channel names them. */
  readonly by: string;
  readonly at: Instant;
}

/** A post that matched a rule, and all that is known about it: the unit that is stored. */
export interface Mention {
  /** The post's id. */
  readonly id: string;
  readonly post: Post;
  /** The configured name of the source that heard it first. */
  readonly via: string;
  readonly heardAt: Instant;
  readonly matches: readonly Match[];
  /** nl, en, de, fr or other. */
  readonly language: string;
  readonly classification: Classification;
  /** `null` where there is no complaint to judge. */
  readonly verdict: Verdict | null;
  /** The first verdict that was not unknown: what `audit` measures us by. */
  readonly said?: VerdictLabel;
  /** When an `unreported` stops being provisional and must be looked at again; `null` when that is done. */
  readonly reviewAt: Instant | null;
  /** What a person said about it: no machine judges it again. */
  readonly settled?: Settlement;
  /** The first post of which this one is a repost or a near-identical copy. */
  readonly copyOf: string | null;
  /** What it can be found by, made by `verdict/keys`: `url:…`, `handle:…`, `ref:…`, `name:…`, `term:…`, `copy:…`. */
  readonly keys: readonly string[];
}

export const ticketStatuses = ['open', 'pending', 'solved', 'closed', 'deleted', 'spam'] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

export interface Requester {
  readonly name: string | null;
  /** As read: an address. As kept: a keyed hash. */
  readonly email: string | null;
  /** As read: a number. As kept: a keyed hash. */
  readonly phone: string | null;
  /** By platform: `{ x: 'jdevries84' }`; a leading `@` is dropped when it is kept. */
  readonly handles: Readonly<Record<string, string>>;
}

/** What a customer told the helpdesk. */
export interface Ticket {
  /** `<configured helpdesk>:<its own id>`. */
  readonly id: string;
  readonly helpdesk: string;
  /** email, phone, chat, webform, x, facebook … */
  readonly channel: string;
  readonly subject: string;
  readonly text: string;
  readonly requester: Requester;
  readonly status: TicketStatus;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Order, invoice and customer numbers that the helpdesk has in fields of their own. */
  readonly refs: readonly string[];
  /** The public post that the ticket was made from. */
  readonly sourceUrl: string | null;
  /** Where an agent opens it. */
  readonly url: string | null;
  /** Opened by the company about a post: not the customer's own report. */
  readonly openedByUs: boolean;
  /** See `Mention.keys`; empty as a connector reads it. */
  readonly keys: readonly string[];
}

/** What disappeared where it came from: one post, or all of one author (`<platform>:<handle>`). */
export type Deletion = { readonly id: string } | { readonly author: string };

/** What a channel shows. Every string is plain text, possibly a stranger's: the channel escapes all of it. */
export interface Message {
  /** What it is about: `complaint:<post id>`, `silence:<source>`, `gap:<source>:<day>`, `digest:2026-W47`. */
  readonly cause: string;
  readonly tone: 'urgent' | 'warning' | 'info' | 'good';
  readonly title: string;
  readonly quote?: { readonly text: string; readonly by: string; readonly url: string | null };
  /** In the order of reading: verdict, evidence, why it was heard, what to do next. */
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** A person may answer it where the channel can take answers: about which mention, and which ticket is meant. */
  readonly question?: { readonly mention: string; readonly ticket: string | null };
  /** Attached to the announcement where the channel can carry files: absolute paths. */
  readonly files?: readonly string[];
}

/** One message for one channel. Saving the same id with another fingerprint asks for an edit in place. */
export interface Alert {
  /** `<cause>><channel>`. */
  readonly id: string;
  readonly channel: string;
  readonly message: Message;
  /** Changes exactly when the message must be sent or edited again. */
  readonly fingerprint: string;
  readonly createdAt: Instant;
  /** Replaces what was sent before, and is never sent as a first message: the author's deletion, a withdrawn alert. */
  readonly onlyEdit?: boolean;
  /** Not sent before this moment: the verdict may be known by then, and nobody need be bothered. */
  readonly holdUntil?: Instant;
}

/** Which complaints go where; the first route that fits decides. */
export interface Route {
  readonly channels: readonly string[];
  readonly verdicts: readonly VerdictLabel[];
  /** At least this severe. */
  readonly severity: Severity;
  readonly topics?: readonly Topic[];
  readonly sources?: readonly string[];
}

export type Locale = 'nl' | 'en';

/** Who we listen for. */
export interface Company {
  readonly name: string;
  /** Other spellings, products and sub-brands. */
  readonly names: readonly string[];
  /** Handles of ours, without `@`, on any platform: they count as our name in a text, and never cause a mention as author. */
  readonly handles: readonly string[];
  readonly locale: Locale;
  /** IANA, as Europe/Amsterdam. */
  readonly timeZone: string;
  /** Patterns of our reference numbers, `#` for a digit: `PP-####-######`. */
  readonly references: readonly string[];
}
