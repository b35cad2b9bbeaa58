import { createHmac } from 'node:crypto';

export const signingSecret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;

/** The headers of Standard Webhooks 1.0.0 for this body. */
export function signed(body: string, id: string, at: number = Date.now(), secret: string = signingSecret) {
  const timestamp = String(Math.floor(at / 1_000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
