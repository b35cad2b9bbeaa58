import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KnownBlock } from '@slack/web-api';
import { z } from 'zod';
import { answers, type Locale, type Message, type Settlement } from '../src/model.ts';
import { Refused, Unreadable } from '../src/net/errors.ts';
import type { InboundRequest } from './contract.ts';

const labels: Record<Locale, Record<Settlement['answer'], string>> = {
  nl: {
    'already-reported': 'Al gemeld',
    'not-reported': 'Niet gemeld',
    'other-person': 'Iemand anders',
    'not-a-complaint': 'Geen klacht',
  },
  en: {
    'already-reported': 'Already reported',
    'not-reported': 'Not reported',
    'other-person': 'Other person',
    'not-a-complaint': 'Not a complaint',
  },
};

/** Buttons with which care says what is so. */
export function answerBlocks({ question }: Message, locale: Locale): KnownBlock[] {
  if (!question) return [];
  const value = JSON.stringify(question);
  // A button's value holds at most 2,000 characters.
  if (value.length > 2_000) return [];
  const elements = answers.map((answer) => ({
    type: 'button' as const,
    text: { type: 'plain_text' as const, text: labels[locale][answer], emoji: false },
    action_id: `answer:${answer}`,
    value,
  }));
  return [{ type: 'actions', elements }];
}

const pressed = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string().max(50), username: z.string().max(100).optional() }),
  actions: z
    .array(z.object({ action_id: z.string(), value: z.string().max(2_000).optional(), action_ts: z.string() }))
    .max(25),
});
const value = z.object({ mention: z.string().max(500), ticket: z.string().max(300).nullable() });
const tolerance = 300;

/** What was pressed, from Slack's own signed request; other actions are ignored. Slack may send it twice: the moment of
 *  pressing makes both one. */
export function receiveAnswers({
  settings,
  headers,
  body,
  now,
  skip,
}: InboundRequest<{ readonly signingSecret?: string | undefined }>): (Settlement & { mention: string })[] {
  verify(settings.signingSecret, headers, body, now());
  const payload = new URLSearchParams(body).get('payload');
  if (payload === null) throw new Unreadable('there is no payload in the request');
  const action = pressed.safeParse(parse(payload));
  if (!action.success) return [];
  const { user, actions } = action.data;
  return actions.flatMap((one) => {
    const answer = answers.find((known) => one.action_id === `answer:${known}`);
    if (!answer) return [];
    const about = value.safeParse(parse(one.value ?? ''));
    const at = new Date(Number(one.action_ts) * 1_000);
    if (!about.success || Number.isNaN(at.getTime())) {
      skip('a button without a question');
      return [];
    }
    return [{ ...about.data, answer, by: `slack:${user.id}`, at: at.toISOString() }];
  });
}

function verify(
  secret: string | undefined,
  headers: Readonly<Record<string, string>>,
  body: string,
  now: number,
): void {
  if (!secret) throw new Refused('set signingSecret for this channel to take answers from Slack');
  const time = headers['x-slack-request-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(time) || Math.abs(now / 1_000 - Number(time)) > tolerance)
    throw new Refused('the request is too old');
  const wanted = Buffer.from(`v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`);
  const given = Buffer.from(headers['x-slack-signature'] ?? '');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Refused('the signature is wrong');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable('the payload is no JSON');
  }
}
