import type { Ticket } from '../model.ts';
import { fold } from './fold.ts';

/** What staff write who open a ticket about somebody's post on their own. */
const ours = [
  /\bproacti(?:ef|ve?)|\bproactieve|\bop eigen initiatief|\bsur notre initiative/,
  /\bmonitoring|\blistening|\bzoekterm|\bsearch term|\bsignaal\b|\bsignalement\b|\bsignal (?:interne|voor)|\boutreach\b/,
  /\bintern(?:e|al)?\b.{0,20}(?:gemeld|signaal|melding|dossier|ticket|notitie|note)|\(intern\)/,
  /\b(?:opgemaakt|aangemaakt|opgevoerd|opgepikt|opgemerkt|geopend|gelogd|overgenomen) (?:door|via|in) (?:ons|onze|webcare|community|social|team|monitor|reviewmonitor|forumscout|de)/,
  /\b(?:created|opened|logged|spotted|found|picked up|raised) (?:by|in|for) (?:us|our|webcare|the|social|community|search|reputation)/,
  /\b(?:ouvert|cree|signale) par (?:nous|notre|l'equipe|le service|[a-z]+ apres)/,
  /\bzelf (?:ticket )?(?:opgemerkt|aangemaakt|gemaakt|geopend)|\bopgepikt via|\bautomatisch (?:doorgezet|aangemaakt)|^automatisch:/,
  /\b(?:for the record|logged for|logged it|ter info|ter informatie|pour information|for information|for reporting|voor rapportage)\b/,
  /\bforumscout|\breviewmonitor|\bsocial scan|\bevening scan/,
  /\b(?:auteur|author|schrijver|poster)\b/,
];

/** What they write when the customer did not come to us. */
const silent = [
  /\b(?:geen|nog geen|zonder) (?:klant)?(?:contact|antwoord|reactie)\b/,
  /\bniet (?:zelf )?(?:bij ons |door (?:de )?klant )?(?:gemeld|gecontacteerd|benaderd)\b|\bheeft ons niet\b|\bniet zelf bij ons\b/,
  /\bno (?:answer|reply|response|contact)\b|\bnever contacted\b|\bdid not (?:message|contact|write|reach)\b|\bsilence\b/,
  /\baucun contact\b|\bpas de (?:reponse|contact|client)\b|\bsans reponse\b/,
  /\b(?:klant|client|customer) (?:onbekend|unknown|inconnu)|\bnot in our customer base|\bpas de client identifie|\bkennen .{0,20} niet\b/,
  /\bnog niet gereageerd|\breageert niet\b|\bauteur niet\b/,
];

/** What shows that the customer himself talked to us. */
const theirs = [
  /\b(?:in|per|via) (?:een )?(?:dm|pb|prive ?bericht|messenger|whatsapp|message prive|mp)\b|\bdm:|\bdm van (?:de )?klant|\bcustomer dm\b|\bdm after\b/,
  /\b(?:klant|kl|customer|client|cliente)\b[^.!?\n]{0,20}\b(?:zegt|stuurt|reageert|antwoordt?|meldt|wil|vraagt|belt|mailt|heeft gereageerd|says|sent|sends|answered|answers|replied|repond|envoie|ecrit|dit)\b/,
  /\bantwoord: |\bafgesproken\b|\bwacht op klant\b|\bgevraagd om e-?mail/,
];

/** Whether the company itself opened this ticket about a public post, without the customer having come to it. */
export function isOpenedByUs(ticket: Ticket): boolean {
  if (ticket.openedByUs) return true;
  if (ticket.sourceUrl === null) return false;
  const text = fold(`${ticket.subject}\n${ticket.text}\n${ticket.requester.name ?? ''}`.slice(0, 2_000));
  const count = (cues: readonly RegExp[]): number => cues.filter((cue) => cue.test(text)).length;
  const [ownCues, silentCues, theirCues] = [count(ours), count(silent), count(theirs)];
  const bracketed = /^\[[^\]]{3,20}\]/.test(ticket.subject) ? 1 : 0;
  const webcare = /^(?:\W?)webcare|\bwebcare\b.{0,30}(?:geplaatst|gereageerd|reactie)/.test(text) ? 1 : 0;
  // Somebody who left an address or number came to us, whatever else is said.
  if (ownCues === 0 && (ticket.requester.email !== null || ticket.requester.phone !== null)) return false;
  return ownCues + silentCues + bracketed + webcare - 2 * theirCues >= 1;
}
