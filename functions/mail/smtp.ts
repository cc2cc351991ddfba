/** Hands messages to an SMTP server. */
import { createTransport } from 'nodemailer';
import { MAIL_ATTEMPT_TIMEOUT_MS, MAIL_BUDGET_MS } from '../domain/model/limits.ts';
import { faultOf } from './fault.ts';
import type { Transport } from './mailer.ts';

/** `url`: as in smtp://user:password@host:587, or smtps: for TLS from the start. */
export function smtpTransport(url: string): Transport {
  const transporter = createTransport({
    url,
    connectionTimeout: MAIL_ATTEMPT_TIMEOUT_MS,
    greetingTimeout: MAIL_ATTEMPT_TIMEOUT_MS,
    socketTimeout: MAIL_ATTEMPT_TIMEOUT_MS,
    dnsTimeout: MAIL_ATTEMPT_TIMEOUT_MS,
    // Tags are for SES alone, which returns them with bounces.
  });
  return {
    async send({ from, to, raw }) {
      const signal = AbortSignal.timeout(MAIL_BUDGET_MS);
      await transporter.sendMail({ envelope: { from, to: [to], size: raw.length }, raw, signal });
    },
    isRejected: isRejectedBySmtp,
  };
}

/** RFC 5321, 4.2.3: no such mailbox, not local, too large, not allowed, and syntax of an address. */
const REJECTIONS: ReadonlySet<number> = new Set([501, 550, 551, 552, 553, 554, 555]);
/** Steps that concern the recipient or the content. The others concern the sender and the operator's account. */
const STEPS: ReadonlySet<string> = new Set(['RCPT TO', 'DATA']);
/** The server does not relay for this sender: the operator has to log in, or to use another server. */
const NO_RELAY = /relay/i;
const TOO_LARGE = 552;

/** Whether the server will never accept this message or this address. Faults of the operator are none. */
export function isRejectedBySmtp(error: unknown): boolean {
  const { responseCode, command, code, message } = faultOf(error);
  // The client knows the server's limit, and then does not send the message.
  if (command === 'MAIL FROM') return code === 'EMESSAGE' || responseCode === TOO_LARGE;
  return REJECTIONS.has(responseCode) && STEPS.has(command) && !NO_RELAY.test(message);
}
