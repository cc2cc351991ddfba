/**
 * Sends mails by SES, or by an SMTP server if the settings name one. Both get the same message. Neither an address
 * nor a content is ever logged or part of an error.
 */
import { Busy } from '../domain/model/refusal.ts';
import type { Mail, Mailer } from '../domain/ports/mailer.ts';
import { type ComposedMail, composeMail } from './compose-mail.ts';
import { faultOf } from './fault.ts';
import { sesTransport } from './ses.ts';
import type { MailSettings } from './settings.ts';
import { smtpTransport } from './smtp.ts';

/**
 * One way to hand over a message. `isRejected`: whether an error that `send` threw says that the service will
 * never accept this message or this address.
 */
export type Transport = {
  send(mail: ComposedMail): Promise<void>;
  isRejected(error: unknown): boolean;
};

/** Opens no connection before the first mail. */
export function openMailer(settings: MailSettings): Mailer {
  const { smtpUrl } = settings;
  const transport = smtpUrl === undefined ? sesTransport(settings) : smtpTransport(smtpUrl);
  return {
    async send(mail: Mail) {
      const composed = await composeMail(mail, settings);
      try {
        await transport.send(composed);
        return 'sent';
      } catch (error) {
        if (transport.isRejected(error)) return 'rejected';
        throw new Busy(`The mail service did not accept a mail: ${kindOf(error)}.`);
      }
    },
  };
}

/** The name, code and SMTP reply code of an error. Its message may have an address in it. */
function kindOf(error: unknown): string {
  const { name, code, responseCode } = faultOf(error);
  return [name, code, responseCode].filter(Boolean).join(' ');
}
