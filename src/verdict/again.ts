import type { Post } from '../model.ts';
import { once } from './once.ts';

const mostText = 2_000;

const words = [
  // It goes on, or is back.
  'weer|alweer|opnieuw|wederom|nogmaals|nog (?:steeds|altijd|immer)|vorige keer',
  '(?:tweede|derde|vierde|vijfde|zoveelste|volgende|2e|3e|4e) (?:keer|maal|poging)',
  'again|still|once more|(?:second|third|fourth|another) time|last time',
  'encore|toujours|(?:de|à) nouveau|rebelote|(?:deuxième|troisième|énième) fois',
  'immer noch|noch immer|wieder|erneut|zum (?:zweiten|dritten) mal',
  // It was promised, or is said to be done.
  'opgelost|afgehandeld|afgerond|afgesloten|gesloten|dicht|hersteld|gerepareerd|gemaakt|vervangen|geregeld|gefixt|in orde',
  'zogezegd|zogenaamd|beloofd|beloofden|beloofde|toegezegd|belofte',
  'solved|resolved|closed|fixed|sorted|repaired|replaced|promised?|supposedly|supposed to|assured',
  'résolu|réglé|clos|clôturé|fermé|réparé|remplacé|promis|promesse|soi-disant',
  'gelöst|erledigt|geschlossen|repariert|ersetzt|versprochen|angeblich',
].join('|');
const again = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, 'iu');

/** Whether a post speaks of something that lasts, is back, was promised or is said to be done: the company knew of it. */
export const saysAgain = once((post: Post): boolean => again.test(post.text.slice(0, mostText)));
