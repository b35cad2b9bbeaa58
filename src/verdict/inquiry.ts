import type { Ticket } from '../model.ts';
import { once } from './once.ts';

const mostText = 1_500;
const courtesies =
  /^(?:hallo|hoi|hai+|hi|hey|dag|beste|geachte|goede\w*|good \w+|dear|hello|bonjour|madame|monsieur|groet\w*|gr|mvg|met vriendelijke\w*|alvast|bedankt|dank\w*|thanks?|thank you|merci\w*|cordialement|kind regards|regards)\b/i;
const asking =
  /\b(?:vraagt (?:of|wanneer|hoe|waar|wat)|vraag over|wil weten|zou willen weten|informeert|asks? (?:if|whether|when|how)|wants to know|demande (?:si|quand|comment))\b|^(?:question|vraag)\b/i;
/** Thanks are no praise: who complains thanks as well. */
const praising =
  /\b(?:compliment(?:je|jes|en|s)?|bedankje|félicitations|well done)\b|(?<!\b(?:niet|nooit|niks|niets|not|never) (?:\p{L}+ )?)\b(?:super|netjes|keurig) (?:geregeld|geholpen|opgelost)\b/iu;

/** The share of a ticket's sentences that only ask or praise something, 0…1: `Does the discount hold for laptops?` is no
 *  grievance. */
export const inquiryOf = once((ticket: Ticket): number => {
  const sentences = ticket.text
    .slice(0, mostText)
    .split(/(?<=[.!?])\s+|\n+/)
    // An agent's part of a chat is not the customer's.
    .filter((line) => !/^(?:agent|medewerker|support|antwoord|reply|réponse)\b.{0,20}:/i.test(line))
    .map((line) => line.replace(/^[\p{L}. ]{1,20}: /u, '').replace(/^[\p{L}]{2,8}[,!] (?=\p{L})/u, ''))
    .filter((line) => line.split(/\s+/).length >= 3 && !courtesies.test(line));
  const asked = sentences.filter((line) => /\?["')\s]*$/.test(line) || asking.test(line) || praising.test(line)).length;
  const share = asked / Math.max(1, sentences.length);
  return asking.test(ticket.subject) || praising.test(ticket.subject) ? Math.max(share, 0.5) : share;
});
