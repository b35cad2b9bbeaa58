import type { Instant, Locale } from '../model.ts';

/** The sentences of the evidence. None may contain an e-mail address or a telephone number. */
export interface Sayings {
  readonly openedByUs: (ticket: string) => string;
  readonly noHelpdesk: string;
  readonly tooEarly: string;
  readonly behind: (watermark: Instant) => string;
  readonly solvedBefore: (at: Instant) => string;
  readonly url: string;
  readonly quoted: string;
  readonly identity: { readonly handle: string; readonly link: string; readonly email: string };
  readonly reference: (written: string) => string;
  readonly bareNumber: (written: string) => string;
  readonly otherReference: string;
  readonly name: (requester: string) => string;
  readonly conflict: (requester: string) => string;
  readonly issue: (shared: string) => string;
  readonly likeIssue: string;
  readonly otherIssue: string;
  readonly otherAmount: string;
  readonly saysReported: string;
  readonly time: (lag: number) => string;
}

const hour = 3_600_000;

export const sayings: Readonly<Record<Locale, Sayings>> = {
  nl: {
    openedByUs: (ticket) => `Ticket ${ticket} over dit bericht hebben wij zelf geopend; de klant meldde zich niet.`,
    noHelpdesk: 'Er is nog geen helpdesk gelezen.',
    tooEarly: 'Het bericht is nog te vers: de klant kan zich nog melden.',
    behind: (watermark) =>
      `De helpdesk is gelezen tot ${watermark.slice(0, 16).replace('T', ' ')} UTC, te vroeg om iets uit te sluiten.`,
    solvedBefore: (at) => `Het ticket was al opgelost op ${at.slice(0, 10)}, en de klant klaagt opnieuw.`,
    url: 'Het ticket verwijst naar dit bericht.',
    quoted: 'Het bericht haalt een bericht aan waarvan het ticket is gemaakt.',
    identity: {
      handle: 'De helpdesk kent deze klant onder dit account.',
      link: 'Dit account is aan de klant gekoppeld.',
      email: 'Het beoordelingsplatform geeft hetzelfde e-mailadres.',
    },
    reference: (written) => `Hetzelfde nummer: ${written}.`,
    otherReference: 'Het gaat om een ander nummer.',
    bareNumber: (written) => `Een los getal dat op het nummer lijkt: ${written}.`,
    name: (requester) => `De naam past bij ${requester}.`,
    conflict: (requester) => `Een andere naam dan ${requester}.`,
    issue: (shared) => `Hetzelfde verhaal: ${shared}.`,
    likeIssue: 'Het gaat over iets dergelijks.',
    otherIssue: 'Het gaat over iets anders.',
    otherAmount: 'Het gaat om een ander bedrag.',
    saysReported: 'De schrijver zegt zich al gemeld te hebben.',
    time: (lag) =>
      lag < 0
        ? `Het ticket is ${span(-lag, ['dag', 'dagen'], ['uur', 'uur'], 'minder dan een uur')} ouder.`
        : `Het ticket kwam ${span(lag, ['dag', 'dagen'], ['uur', 'uur'], 'minder dan een uur')} later.`,
  },
  en: {
    openedByUs: (ticket) => `We opened ticket ${ticket} about this post ourselves; the customer did not come to us.`,
    noHelpdesk: 'No helpdesk has been read yet.',
    tooEarly: 'The post is too fresh: the customer may still come to us.',
    behind: (watermark) =>
      `The helpdesk is read up to ${watermark.slice(0, 16).replace('T', ' ')} UTC, too early to rule anything out.`,
    solvedBefore: (at) => `The ticket was solved already on ${at.slice(0, 10)}, and the customer complains again.`,
    url: 'The ticket points to this post.',
    quoted: 'The post quotes one that the ticket was made from.',
    identity: {
      handle: 'The helpdesk knows this customer under this account.',
      link: 'This account is linked to the customer.',
      email: 'The review platform vouches for the same e-mail address.',
    },
    reference: (written) => `The same number: ${written}.`,
    otherReference: 'It is about another number.',
    bareNumber: (written) => `A bare figure like the number: ${written}.`,
    name: (requester) => `The name fits ${requester}.`,
    conflict: (requester) => `Another name than ${requester}.`,
    issue: (shared) => `The same story: ${shared}.`,
    likeIssue: 'It is about something alike.',
    otherIssue: 'It is about something else.',
    otherAmount: 'It is about another amount.',
    saysReported: 'The author says to have told us already.',
    time: (lag) =>
      lag < 0
        ? `The ticket is ${span(-lag, ['day', 'days'], ['hour', 'hours'], 'less than an hour')} older.`
        : `The ticket came ${span(lag, ['day', 'days'], ['hour', 'hours'], 'less than an hour')} later.`,
  },
};

type Counted = readonly [one: string, many: string];

function span(ms: number, days: Counted, hours: Counted, less: string): string {
  if (ms < hour) return less;
  return ms >= 48 * hour ? counted(Math.round(ms / (24 * hour)), days) : counted(Math.round(ms / hour), hours);
}

function counted(count: number, [one, many]: Counted): string {
  return `${count} ${count === 1 ? one : many}`;
}
