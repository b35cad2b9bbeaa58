import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channel as slack } from '../../connectors/channels/slack.ts';
import { composeComplaint, composeRemoved } from '../../src/alerts/compose.ts';
import type { Message } from '../../src/model.ts';
import { Refused, RefusedItem, Throttled, Unavailable } from '../../src/net/errors.ts';
import { openWeb } from '../../src/net/web.ts';
import { aCompany, aMention, aPost, aTicket, aVerdict } from '../support/a.ts';
import { openSlack, type SlackDouble, slackChannel, slackToken } from '../support/slack.ts';

let double: SlackDouble;
beforeEach(async () => {
  double = await openSlack();
});
afterEach(() => double.close());

const around = () => ({ web: openWeb({ userAgent: 'test' }), locale: 'en' as const, write: () => undefined });
const api = () =>
  slack.open(slack.settings.parse({ token: slackToken, channel: slackChannel, api: double.api }), around());
const webhook = () => slack.open(slack.settings.parse({ webhook: double.webhook }), around());
const complaint = (text = 'Weer een uur in de wacht bij Voorbeeld.'): Message =>
  composeComplaint(aMention({ post: aPost({ text }) }), undefined, aCompany());

describe('Slack over the Web API', () => {
  it('sends an alert and edits it in place when the verdict changes', async () => {
    const channel = api();
    const receipt = await channel.send(complaint());
    const reported = composeComplaint(
      aMention({ verdict: aVerdict({ label: 'reported', ticket: 'desk:T1' }) }),
      aTicket(),
      aCompany(),
    );
    expect(await channel.send(reported, receipt)).toEqual(receipt);
    expect(double.calls.map(({ method }) => method)).toEqual(['chat.postMessage', 'chat.update']);
    expect(double.messages.size).toBe(1);
    expect(JSON.stringify([...double.messages.values()])).toContain('Reported to the helpdesk');
  });

  it('sends a new message where Slack cannot find the old one any more', async () => {
    const receipt = await api().send(complaint(), { channel: slackChannel, ts: '1.000001' });
    expect(double.calls.map(({ method }) => method)).toEqual(['chat.update', 'chat.postMessage']);
    expect(double.messages.has(String(receipt.ts))).toBe(true);
  });

  it('leaves nothing of a removed post behind', async () => {
    const channel = api();
    const receipt = await channel.send(complaint('Mijn geheime verhaal over Voorbeeld.'));
    await channel.send(composeRemoved('complaint:x:1', 'en'), receipt);
    expect(JSON.stringify([...double.messages.values()])).not.toContain('geheime');
  });

  it('lets nothing that a stranger wrote ping, link or format', async () => {
    const hostile = '<!channel> <@U123> <https://evil.example|your bank> *bold* `code` & @here \u202Egnp.exe\u0000';
    await api().send(complaint(hostile));
    const { body } = double.calls[0]!;
    expect(String(body.text)).not.toMatch(/<[!@h]/);
    const blocks = JSON.stringify(body.blocks);
    expect(blocks).not.toContain('mrkdwn');
    expect(blocks).not.toContain('\u202E');
    const quote = (body.blocks as { type: string; elements?: { type: string; elements: { type: string }[] }[] }[]).find(
      ({ type }) => type === 'rich_text',
    );
    expect(quote?.elements?.[0]?.elements.map(({ type }) => type)).toEqual(['text']);
  });

  it('keeps within every limit, whatever the length', async () => {
    const long = `${'😀'.repeat(2_000)} ${'x'.repeat(100_000)}`;
    const message = {
      ...complaint(long),
      title: long,
      facts: Array.from({ length: 60 }, () => ({ label: long, text: long })),
    };
    await expect(api().send(message)).resolves.toBeDefined();
  });

  it.each([
    [{ status: 429, headers: { 'retry-after': '7' }, body: '{"ok":false,"error":"ratelimited"}' }, Throttled],
    [{ status: 503, body: 'oops' }, Unavailable],
    [
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":false,"error":"internal_error"}' },
      Unavailable,
    ],
    [
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":false,"error":"invalid_blocks"}' },
      RefusedItem,
    ],
    [
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":false,"error":"not_in_channel"}' },
      Refused,
    ],
  ])('tells apart what may be tried again and what may not: %o', async (answer, kind) => {
    double.next.push(answer);
    const error = await api()
      .send(complaint())
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).not.toContain(slackToken);
    if (error instanceof Throttled) expect(error.waitMs).toBe(7_000);
  });
});

describe('Slack over a webhook', () => {
  it('sends an alert, and a short follow-up when it changes', async () => {
    const channel = webhook();
    const receipt = await channel.send(complaint());
    await channel.send(complaint(), receipt);
    const texts = double.calls.map(({ body }) => JSON.stringify(body));
    expect(texts).toHaveLength(2);
    expect(texts[1]).toContain('↻');
    expect(texts[1]!.length).toBeLessThan(texts[0]!.length);
  });

  it('parks a bad message, and is refused as a whole by a webhook that is gone, without telling its address', async () => {
    double.next.push({ status: 400, body: 'invalid_payload' });
    await expect(webhook().send(complaint())).rejects.toBeInstanceOf(RefusedItem);
    double.next.push({ status: 404, body: 'no_service' });
    const error = await webhook()
      .send(complaint())
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Refused);
    expect(error).not.toBeInstanceOf(RefusedItem);
    expect(String(error)).not.toContain('Ab3dEf6hIj9kLm2nOp5qRs8t');
  });
});

describe('the settings of Slack', () => {
  it('ask for a webhook, or a token with a channel', () => {
    expect(slack.settings.safeParse({ webhook: 'https://hooks.slack.com/services/T/B/x' }).success).toBe(true);
    expect(slack.settings.safeParse({ token: slackToken }).success).toBe(false);
    expect(slack.settings.safeParse({}).success).toBe(false);
    expect(slack.settings.safeParse({ token: slackToken, channel: '#care' }).success).toBe(false);
  });
});

describe('answers from Slack', () => {
  const secret = '8f742231b10e8888abcd99yyyzzz85a5';
  const at = 1_763_460_000_000;
  const press = (payload: unknown, over: { secret?: string; at?: number } = {}) => {
    const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
    const time = String(Math.floor((over.at ?? at) / 1_000));
    const signature = `v0=${createHmac('sha256', over.secret ?? secret)
      .update(`v0:${time}:${body}`)
      .digest('hex')}`;
    return {
      name: 'care',
      settings: slack.settings.parse({ token: slackToken, channel: slackChannel, signingSecret: secret }),
      headers: { 'x-slack-request-timestamp': time, 'x-slack-signature': signature },
      body,
      now: () => at,
      skip: () => undefined,
    };
  };
  const pressed = {
    type: 'block_actions',
    user: { id: 'U012', username: 'ans' },
    actions: [
      {
        action_id: 'answer:already-reported',
        value: '{"mention":"x:1","ticket":"desk:T1"}',
        action_ts: '1763460000.123',
      },
    ],
  };

  it('are asked for with buttons, where Slack can send them back', async () => {
    const settings = slack.settings.parse({
      token: slackToken,
      channel: slackChannel,
      api: double.api,
      signingSecret: secret,
    });
    await slack.open(settings, around()).send(complaint());
    const blocks = double.calls[0]?.body.blocks as {
      type: string;
      elements?: { action_id: string; value: string }[];
    }[];
    const buttons = blocks.find(({ type }) => type === 'actions')?.elements ?? [];
    expect(buttons.map(({ action_id }) => action_id)).toEqual([
      'answer:already-reported',
      'answer:not-a-complaint',
      'answer:other-person',
      'answer:not-reported',
    ]);
    expect(JSON.parse(buttons[0]!.value)).toEqual({ mention: 'x:1', ticket: null });
  });

  it('are taken when Slack signed them', () => {
    expect(slack.receive!(press(pressed))).toEqual([
      {
        mention: 'x:1',
        ticket: 'desk:T1',
        answer: 'already-reported',
        by: 'slack:U012',
        at: '2025-11-18T10:00:00.123Z',
      },
    ]);
  });

  it('are refused with a wrong signature, an old one, or none', () => {
    expect(() => slack.receive!(press(pressed, { secret: 'another-secret-0000' }))).toThrow('signature is wrong');
    expect(() => slack.receive!(press(pressed, { at: at - 400_000 }))).toThrow('too old');
    expect(() => slack.receive!({ ...press(pressed), headers: {} })).toThrow(Refused);
  });

  it('are none of our business when something else was pressed', () => {
    expect(slack.receive!(press({ type: 'view_submission' }))).toEqual([]);
    expect(slack.receive!(press({ ...pressed, actions: [{ action_id: 'other', action_ts: '1' }] }))).toEqual([]);
  });
});
