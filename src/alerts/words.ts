import type { Locale, Severity, Topic, VerdictLabel } from '../model.ts';

/** What alerts say, in the language of the care team. */
export interface Words {
  readonly verdict: Record<VerdictLabel, string>;
  readonly next: Record<VerdictLabel, string>;
  readonly topic: Record<Topic, string>;
  readonly severity: Record<Severity, string>;
  readonly labels: {
    readonly verdict: string;
    readonly evidence: string;
    readonly heard: string;
    readonly about: string;
    readonly next: string;
    readonly ticket: string;
    readonly reach: string;
    readonly open: string;
    readonly openTicket: string;
    readonly trouble: string;
  };
  readonly removed: string;
  readonly removedNext: string;
  readonly notAComplaint: string;
  readonly silent: (source: string, since: string) => string;
  readonly silentNext: string;
  readonly gap: (source: string) => string;
  readonly gapNext: string;
  readonly copies: (count: number) => string;
  readonly stars: (rating: number) => string;
  readonly rule: string;
  /** How likely it is that the customer reported this. */
  readonly chance: (percent: string) => string;
  readonly urgentNext: string;
}

export const words: Record<Locale, Words> = {
  nl: {
    verdict: {
      reported: 'Gemeld bij de helpdesk',
      'probably-reported': 'Waarschijnlijk gemeld',
      unreported: 'Niet gemeld bij de helpdesk',
      'reported-unresolved': 'Eerder gemeld, niet opgelost',
      unknown: 'Nog onbekend of dit gemeld is',
    },
    next: {
      reported: 'De klant heeft dit gemeld: handel het af in het ticket; hier is niets meer nodig.',
      'probably-reported': 'Controleer het ticket en bevestig of het om hetzelfde gaat.',
      unreported: 'Reageer op de klant: erken het probleem, bied hulp in een privébericht en maak een ticket.',
      'reported-unresolved':
        'Heropen het ticket en bel of schrijf de klant zelf: hij vraagt er nu voor de tweede keer om.',
      unknown: 'De helpdesk is nog niet bijgelezen: zoek de klant op voordat u reageert. Dit bericht wordt bijgewerkt.',
    },
    topic: {
      reachability: 'bereikbaarheid',
      bot: 'chatbot',
      runaround: 'kastje en muur',
      staff: 'medewerkers',
      billing: 'factuur',
      delivery: 'bezorging',
      product: 'product',
      refund: 'terugbetaling',
      outage: 'storing',
      account: 'account',
      information: 'informatie',
      privacy: 'privacy',
      pricing: 'prijs',
      other: 'overig',
    },
    severity: { 0: 'licht', 1: 'ergernis', 2: 'ernstig', 3: 'dringend' },
    labels: {
      verdict: 'Oordeel',
      evidence: 'Bewijs',
      heard: 'Gehoord door',
      about: 'Gaat over',
      next: 'Nu doen',
      ticket: 'Ticket',
      reach: 'Bereik',
      open: 'Open bericht',
      openTicket: 'Open ticket',
      trouble: 'Wat er is',
    },
    removed: 'Door de schrijver verwijderd',
    removedNext: 'De tekst is ook hier weggehaald. Er is niets meer nodig.',
    notAComplaint: 'Na bewerking geen klacht meer',
    silent: (source, since) => `Bron ${source} is stil sinds ${since}`,
    silentNext: 'Kijk met "klankbord status" of de bron nog werkt en of de sleutel nog geldig is.',
    gap: (source) => `Bij bron ${source} kan iets gemist zijn`,
    gapNext: 'Lees de bron vaker uit (every) of zoek de periode met de hand na.',
    copies: (count) => (count === 1 ? '1 kopie of repost' : `${count} kopieën of reposts`),
    stars: (rating) => `${rating} van 5 sterren`,
    rule: 'regel',
    chance: (percent) => `kans dat het gemeld is: ${percent}`,
    urgentNext: 'Dringend: neem vandaag nog persoonlijk contact op.',
  },
  en: {
    verdict: {
      reported: 'Reported to the helpdesk',
      'probably-reported': 'Probably reported',
      unreported: 'Not reported to the helpdesk',
      'reported-unresolved': 'Reported before, not resolved',
      unknown: 'Not yet known whether this was reported',
    },
    next: {
      reported: 'The customer reported this: settle it in the ticket; nothing more is needed here.',
      'probably-reported': 'Check the ticket and confirm that it is about the same thing.',
      unreported: 'Answer the customer: acknowledge first, offer help in a private message, and open a ticket.',
      'reported-unresolved': 'Reopen the ticket and call or write to the customer: this is the second time of asking.',
      unknown:
        'The helpdesk has not been read up to now: look the customer up before you answer. This message will be updated.',
    },
    topic: {
      reachability: 'reachability',
      bot: 'chatbot',
      runaround: 'runaround',
      staff: 'staff',
      billing: 'billing',
      delivery: 'delivery',
      product: 'product',
      refund: 'refund',
      outage: 'outage',
      account: 'account',
      information: 'information',
      privacy: 'privacy',
      pricing: 'pricing',
      other: 'other',
    },
    severity: { 0: 'mild', 1: 'irritated', 2: 'serious', 3: 'urgent' },
    labels: {
      verdict: 'Verdict',
      evidence: 'Evidence',
      heard: 'Heard by',
      about: 'About',
      next: 'Do now',
      ticket: 'Ticket',
      reach: 'Reach',
      open: 'Open post',
      openTicket: 'Open ticket',
      trouble: 'What is wrong',
    },
    removed: 'Removed by its author',
    removedNext: 'The text was removed here too. Nothing more is needed.',
    notAComplaint: 'Edited: no longer a complaint',
    silent: (source, since) => `Source ${source} has been silent since ${since}`,
    silentNext: 'See with "klankbord status" whether the source still works and its key is still valid.',
    gap: (source) => `Something may have been missed at source ${source}`,
    gapNext: 'Read the source more often (every), or look through the period by hand.',
    copies: (count) => (count === 1 ? '1 copy or repost' : `${count} copies or reposts`),
    stars: (rating) => `${rating} of 5 stars`,
    rule: 'rule',
    chance: (percent) => `a chance of ${percent} that it was reported`,
    urgentNext: 'Urgent: make personal contact today.',
  },
};
