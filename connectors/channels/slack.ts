import {
  WebAPIHTTPError,
  type WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { z } from 'zod';
import type { Locale } from '../../src/model.ts';
import { Refused, RefusedItem, Throttled, Unavailable } from '../../src/net/errors.ts';
import type { Channel, ChannelKind, Receipt, Web } from '../contract.ts';
import { answerBlocks, receiveAnswers } from '../slack-answers.ts';
import { blocksOf, fallbackOf, followUpOf } from '../slack-blocks.ts';

const settings = z
  .strictObject({
    /** An incoming webhook: needs no app, and cannot edit what it sent. */
    webhook: z.url({ protocol: /^https?$/ }).optional(),
    /** A bot token (`chat:write`, for digests also `files:write`) with the id of a channel that the bot is in. */
    token: z.string().min(10).optional(),
    channel: z
      .string()
      .regex(/^[CGD][A-Z0-9]{5,}$/, "is no channel id; copy it from the channel's details, as C0123456789")
      .optional(),
    /** Of the Slack app: with it alerts get buttons, and what is pressed comes in at `/hooks/<name>`. */
    signingSecret: z.string().min(16).optional(),
    /** Slack's own address unless told. */
    api: z.url({ protocol: /^https?$/ }).default('https://slack.com/api/'),
  })
  .refine(({ webhook, token, channel }) => (webhook ? !token && !channel : Boolean(token && channel)), {
    message: 'needs either webhook, or token and channel',
  });
type Settings = z.output<typeof settings>;

/** Slack's Web API (messages are edited in place) or an incoming webhook (a change is a short follow-up). */
export const channel: ChannelKind<Settings> = {
  settings,
  // One message a second and channel.
  pace: 1_100,
  receive: receiveAnswers,
  open: ({ webhook, token, channel, api, signingSecret }, { web, locale }) =>
    webhook ? overWebhook(webhook, web) : overApi(token ?? '', channel ?? '', api, signingSecret ? locale : undefined),
};

function overWebhook(url: string, web: Web): Channel {
  return {
    async send(message, receipt) {
      const content = receipt ? followUpOf(message) : { text: fallbackOf(message), blocks: blocksOf(message) };
      const body = JSON.stringify({ ...content, unfurl_links: false, unfurl_media: false });
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const answer = await web.fetch(url, { method: 'POST', headers, body, accept: [400], maxBytes: 10_000 });
      if (answer.status === 400) throw new RefusedItem(`Slack refused the message: ${answer.text.slice(0, 100)}`);
      return { webhook: true };
    },
  };
}

const place = z.object({ channel: z.string(), ts: z.string() });

/** With a locale, alerts carry buttons to answer them with. */
function overApi(token: string, channel: string, api: string, answersIn: Locale | undefined): Channel {
  const client = new WebClient(token, {
    slackApiUrl: api,
    // The outbox retries: a second hand at it would only double messages.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 15_000,
    allowAbsoluteUrls: false,
  });
  return {
    async send(message, receipt) {
      const blocks = [...blocksOf(message), ...(answersIn ? answerBlocks(message, answersIn) : [])];
      const content = {
        text: fallbackOf(message),
        blocks,
        unfurl_links: false,
        unfurl_media: false,
      };
      const before = place.safeParse(receipt);
      if (before.success) {
        const edited = await ask(() => client.chat.update({ ...before.data, ...content }), gone);
        if (edited) return receiptOf(edited);
      }
      const sent = await ask(() => client.chat.postMessage({ channel, ...content }));
      const made = receiptOf(sent);
      if (message.files?.length) await attach(client, message.files, made);
      return made;
    },
  };
}

/** The files of a digest go into its thread. Failing to attach is no reason to send the message twice. */
async function attach(client: WebClient, files: readonly string[], receipt: Receipt): Promise<void> {
  const { channel, ts } = place.parse(receipt);
  try {
    await client.filesUploadV2({
      channel_id: channel,
      thread_ts: ts,
      file_uploads: files.map((file) => ({ file, filename: file.split('/').at(-1) ?? 'digest' })),
    });
  } catch {
    await client.chat
      .postMessage({ channel, thread_ts: ts, text: 'The files could not be attached; the bot needs files:write.' })
      .catch(() => undefined);
  }
}

function receiptOf(answer: unknown): Receipt {
  const found = place.safeParse(answer);
  if (!found.success) throw new Unavailable('Slack said ok without a channel and a time stamp');
  return found.data;
}

/** An edit that Slack cannot make any more is sent as a new message. */
const gone = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);
const badMessage = new Set([
  'no_text',
  'msg_too_long',
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'too_many_attachments',
  'invalid_arguments',
]);
const passing = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

async function ask<T>(call: () => Promise<T>, forgiven: ReadonlySet<string> = new Set()): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WebAPIRateLimitedError) throw new Throttled('Slack asks to wait', error.retryAfter * 1_000);
    if (error instanceof WebAPIRequestError)
      throw new Unavailable(`Slack cannot be reached: ${error.original.message}`);
    if (error instanceof WebAPIHTTPError) throw new Unavailable(`Slack answered with status ${error.statusCode}`);
    const code = (error as WebAPIPlatformError).data?.error;
    if (typeof code !== 'string') throw error;
    if (forgiven.has(code)) return undefined;
    if (code === 'ratelimited' || code === 'rate_limited') throw new Throttled('Slack asks to wait', 30_000);
    if (passing.has(code)) throw new Unavailable(`Slack answered ${code}`);
    if (badMessage.has(code)) throw new RefusedItem(`Slack refused the message: ${code}`);
    throw new Refused(`Slack refuses: ${code}; check the token, its scopes, and that the bot is in the channel`);
  }
}
