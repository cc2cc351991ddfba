/** Composes the message of a mail: headers, plain text, HTML and attachments in MIME. */
import MailComposer from 'nodemailer/lib/mail-composer';
import { derivedId } from '../domain/model/derived-id.ts';
import type { Mail } from '../domain/ports/mailer.ts';
import { greetable } from './repeated-name.ts';
import type { MailSettings } from './settings.ts';

/** `from` and `to`: addresses with their domains in ASCII. `raw`: the message as it is transferred. */
export type ComposedMail = { from: string; to: string; raw: Buffer; tags: Mail['tags'] };

/** SES rejects other tags (SendEmail, EmailTags). */
const TAG = /^[A-Za-z0-9_-]{1,256}$/;

/**
 * The Message-ID follows from the mail's id, so that repeats can be recognized. SES replaces it.
 * @throws if a tag is invalid
 */
export async function composeMail(mail: Mail, { from, brand }: MailSettings): Promise<ComposedMail> {
  const { id, to, subject, text, html, attachments, tags, unsubscribeLink } = mail;
  if (
    !Object.entries(tags)
      .flat()
      .every((tag) => TAG.test(tag))
  )
    throw new Error('A tag of a mail is invalid.');
  const domain = from.slice(from.indexOf('@') + 1);
  const message = new MailComposer({
    messageId: `<${derivedId('mail', id)}@${domain}>`,
    from: { name: brand.name, address: from },
    to: { name: greetable(to.name) ?? '', address: to.email },
    ...(brand.replyTo !== undefined && { replyTo: brand.replyTo }),
    subject,
    // RFC 2046, 4.1.1: lines of text end with CRLF.
    text: withCrlf(text),
    html: withCrlf(html),
    // Counting the letters of the HTML to choose an encoding takes as long as encoding it.
    textEncoding: 'quoted-printable',
    // RFC 3834: keeps automatic replies away.
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(unsubscribeLink !== undefined && unsubscribeHeaders(unsubscribeLink)),
    },
    attachments: attachments.map(({ filename, contentType, data, contentId }) => ({
      filename,
      contentType,
      content: Buffer.from(data),
      ...(contentId !== undefined && { cid: contentId }),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const envelope = message.getEnvelope();
  const [recipient = to.email] = envelope.to;
  return { from: envelope.from || from, to: recipient, raw: await message.build(), tags };
}

const withCrlf = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');

/**
 * RFC 2369 and RFC 8058: a mail program shows a button that unsubscribes by a POST. The address is prepared, so that it
 * is not encoded like a text.
 */
function unsubscribeHeaders(link: string) {
  return {
    'List-Unsubscribe': { prepared: true, value: `<${link}>` },
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
