/** Hands messages to Amazon SES, API version 2. */
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { MAIL_ATTEMPT_TIMEOUT_MS, MAIL_ATTEMPTS, MAIL_BUDGET_MS } from '../domain/model/limits.ts';
import { faultOf } from './fault.ts';
import type { Transport } from './mailer.ts';
import type { MailSettings } from './settings.ts';

export function sesTransport({ from, configurationSet }: MailSettings): Transport {
  const client = new SESv2Client({
    maxAttempts: MAIL_ATTEMPTS,
    requestHandler: {
      connectionTimeout: MAIL_ATTEMPT_TIMEOUT_MS,
      socketTimeout: MAIL_ATTEMPT_TIMEOUT_MS,
    },
  });
  return {
    async send({ from: sender, to, raw, tags }) {
      const command = new SendEmailCommand({
        FromEmailAddress: sender,
        Destination: { ToAddresses: [to] },
        Content: { Raw: { Data: raw } },
        EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
        ConfigurationSetName: configurationSet,
      });
      await client.send(command, { abortSignal: AbortSignal.timeout(MAIL_BUDGET_MS) });
    },
    isRejected: (error) => isRejectedBySes(error, from),
  };
}

const NOT_VERIFIED = /not verified/i;

/**
 * `from`: the sender's address. Errors that concern the account, such as a paused or throttled one, are not
 * rejections, and neither is a sender that is not verified: it is verified later, and the mail is sent then. A
 * recipient that is not verified is one, in an account that is still in the sandbox.
 */
export function isRejectedBySes(error: unknown, from: string): boolean {
  const { name, message } = faultOf(error);
  if (name === 'BadRequestException') return true;
  return name === 'MessageRejected' && !(NOT_VERIFIED.test(message) && namesSender(message, from));
}

/** SES names the identities that failed: the address, or its domain alone. */
function namesSender(message: string, from: string): boolean {
  const domain = from.slice(from.indexOf('@') + 1);
  const identities = message.toLowerCase().split(/[\s,:<>]+/);
  return [from, domain].some((identity) => identities.includes(identity.toLowerCase()));
}
