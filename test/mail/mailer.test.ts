/** Sending by the embedded SES and by a real SMTP server, and which errors are rejections. */
import type { AddressInfo } from 'node:net';
import {
  AccountSuspendedException,
  BadRequestException,
  LimitExceededException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  SESv2Client,
  SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { type UsedMail, useMail } from '../../bin/local/engines.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import type { Mail } from '../../functions/domain/ports/mailer.ts';
import { openMailer } from '../../functions/mail/mailer.ts';
import { isRejectedBySes } from '../../functions/mail/ses.ts';
import { readMailSettings } from '../../functions/mail/settings.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

const aMail = (fields: Partial<Mail> = {}): Mail => ({
  id: 'booking-1#2',
  to: { name: 'Ada Lovelace', email: 'ada@bücher.example' },
  subject: 'Ihre Tickets für „Nachtkonzert“',
  text: 'Guten Tag, schöne Grüße\n',
  html: '<p>Guten Tag</p><img src="cid:ticket-1@boxoffice">',
  attachments: [
    { filename: 'ticket-1.png', contentType: 'image/png', data: PNG, contentId: 'ticket-1@boxoffice' },
  ],
  tags: { booking: 'booking-1', notice: 'booked' },
  ...fields,
});

const SETTINGS = readMailSettings({
  MAIL_BRAND_NAME: 'Stadthalle, Köln',
  MAIL_REPLY_TO: 'info@halle.example',
});

const bytesOf = (content: string | ArrayBuffer | Uint8Array | undefined): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content ?? []));

/** What is checked of a message, whichever way it took. */
async function read(raw: string | Uint8Array) {
  const mail = await PostalMime.parse(raw);
  const header = (key: string) => mail.headers.find((one) => one.key === key)?.value;
  const [attachment] = mail.attachments;
  return {
    from: mail.from,
    to: mail.to,
    replyTo: mail.replyTo,
    subject: mail.subject,
    text: mail.text?.trim(),
    html: mail.html,
    messageId: mail.messageId,
    automatic: header('auto-submitted'),
    image: [attachment?.mimeType, attachment?.contentId, bytesOf(attachment?.content)],
  };
}

const MESSAGE = {
  from: { name: 'Stadthalle, Köln', address: 'tickets@boxoffice.example' },
  to: [{ name: 'Ada Lovelace', address: 'ada@xn--bcher-kva.example' }],
  replyTo: [{ name: '', address: 'info@halle.example' }],
  subject: 'Ihre Tickets für „Nachtkonzert“',
  text: 'Guten Tag, schöne Grüße',
  html: expect.stringContaining('<img src="cid:ticket-1@boxoffice">'),
  messageId: expect.stringMatching(/^<[A-Za-z0-9_-]{22}@boxoffice\.example>$/),
  automatic: 'auto-generated',
  image: ['image/png', '<ticket-1@boxoffice>', PNG],
};

describe('By SES', () => {
  let used: UsedMail;
  beforeAll(async () => {
    used = await useMail();
  });
  afterAll(() => used.stop());

  test('a mail arrives in the mailbox of the embedded engine', async () => {
    expect(await openMailer(SETTINGS).send(aMail())).toBe('sent');
    const answer = await fetch(`${used.mailboxUrl}/store`);
    const { emails } = (await answer.json()) as { emails: Record<string, unknown>[] };
    expect(emails.at(-1)).toMatchObject({
      from: '"Stadthalle, Köln" <tickets@boxoffice.example>',
      destination: { to: [expect.stringContaining('ada@')] },
      subject: 'Ihre Tickets für „Nachtkonzert“',
      attachments: [{ filename: 'ticket-1.png', content: PNG.toString('base64') }],
    });
    expect(await (await fetch(`${used.mailboxUrl}/`)).text()).toContain('<title>');
  });

  test('the request has the message, the address, the tags and the configuration set', async () => {
    const ses = mockClient(SESv2Client);
    ses.on(SendEmailCommand).resolves({});
    await openMailer({ ...SETTINGS, configurationSet: 'tickets' }).send(aMail());
    const [input] = ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);
    ses.restore();
    expect(input).toMatchObject({
      FromEmailAddress: 'tickets@boxoffice.example',
      Destination: { ToAddresses: ['ada@xn--bcher-kva.example'] },
      EmailTags: [
        { Name: 'booking', Value: 'booking-1' },
        { Name: 'notice', Value: 'booked' },
      ],
      ConfigurationSetName: 'tickets',
    });
    const raw = input?.Content?.Raw?.Data ?? new Uint8Array();
    expect(await read(raw)).toEqual(MESSAGE);
    expect(Buffer.from(raw).toString().replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('a mail that is not about a booking has the headers by which a mail program unsubscribes from it', async () => {
    const ses = mockClient(SESv2Client);
    ses.on(SendEmailCommand).resolves({});
    const [id, link] = ['A'.repeat(22), 'https://tickets.example/v1/unsubscriptions'];
    await openMailer(SETTINGS).send(aMail({ unsubscribeLink: `${link}/${id}/${id}/${id}` }));
    await openMailer(SETTINGS).send(aMail());
    const [announcement, notice] = await Promise.all(
      ses.commandCalls(SendEmailCommand).map(async ({ args }) => {
        const { headers } = await PostalMime.parse(args[0].input.Content?.Raw?.Data ?? '');
        return headers.filter(({ key }) => key.startsWith('list-')).map(({ key, value }) => [key, value]);
      }),
    );
    ses.restore();
    expect(announcement).toEqual([
      ['list-unsubscribe', `<${link}/${id}/${id}/${id}>`],
      ['list-unsubscribe-post', 'List-Unsubscribe=One-Click'],
    ]);
    expect(notice).toEqual([]);
  });

  test('a mail has the same Message-ID each time that it is sent, and another mail has another one', async () => {
    const ses = mockClient(SESv2Client);
    ses.on(SendEmailCommand).resolves({});
    const mailer = openMailer(SETTINGS);
    for (const id of ['1', '1', '2']) await mailer.send(aMail({ id }));
    const raws = ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input.Content?.Raw?.Data);
    ses.restore();
    const ids = await Promise.all(raws.map(async (raw) => (await read(raw ?? '')).messageId));
    expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
  });

  test('a hostile name or subject adds no header and no recipient', async () => {
    const ses = mockClient(SESv2Client);
    ses.on(SendEmailCommand).resolves({});
    const name = 'Eve" <eve>, x; "y\r\nBcc';
    const to = { name, email: 'ada@example.com' };
    await openMailer(SETTINGS).send(aMail({ to, subject: 'Tickets\r\nBcc: eve@evil.example' }));
    const [input] = ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);
    ses.restore();
    const mail = await PostalMime.parse(input?.Content?.Raw?.Data ?? '');
    expect(mail.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(mail.to).toEqual([{ name: expect.stringContaining('Eve'), address: 'ada@example.com' }]);
    expect(input?.Destination).toEqual({ ToAddresses: ['ada@example.com'] });
  });

  test('a name that may be an advertisement is not in the header with the recipient, either', async () => {
    const ses = mockClient(SESv2Client);
    ses.on(SendEmailCommand).resolves({});
    for (const name of ['Ada Lovelace', 'Win at https://evil.example', 'Eve <eve@evil.example>'])
      await openMailer(SETTINGS).send(aMail({ to: { name, email: 'ada@example.com' } }));
    const sent = ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input.Content?.Raw?.Data ?? '');
    ses.restore();
    const names = (await Promise.all(sent.map((raw) => PostalMime.parse(raw)))).map(
      ({ to }) => to?.[0]?.name,
    );
    expect(names).toEqual(['Ada Lovelace', '', '']);
  });

  test('a tag that SES does not accept is an error of the program', async () => {
    const sending = openMailer(SETTINGS).send(aMail({ tags: { booking: 'a/b' } }));
    await expect(sending).rejects.toThrow('A tag of a mail is invalid.');
  });

  const metadata = { $metadata: {} };
  const unverified = (...identities: string[]) =>
    new MessageRejected({
      message: `Email address is not verified. The following identities failed the check in region EU-WEST-1: ${identities.join(', ')}`,
      ...metadata,
    });

  test.each([
    [
      'a malformed request',
      true,
      new BadRequestException({ message: 'Local address contains control', ...metadata }),
    ],
    ['a virus', true, new MessageRejected({ message: 'Message contains a virus', ...metadata })],
    ['an unverified recipient, in the sandbox', true, unverified('ada@example.com')],
    ['an unverified sender', false, unverified('tickets@boxoffice.example', 'ada@example.com')],
    ['a sender in an unverified domain', false, unverified('boxoffice.example')],
    ['throttling', false, new TooManyRequestsException({ message: 'Rate', ...metadata })],
    ['the daily quota', false, new LimitExceededException({ message: 'Quota', ...metadata })],
    ['a paused account', false, new SendingPausedException({ message: 'Paused', ...metadata })],
    ['a suspended account', false, new AccountSuspendedException({ message: 'Suspended', ...metadata })],
    [
      'an unverified MAIL FROM',
      false,
      new MailFromDomainNotVerifiedException({ message: 'MX', ...metadata }),
    ],
    ['a missing configuration set', false, new NotFoundException({ message: 'None', ...metadata })],
    ['a lost connection', false, Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
  ])('%s is a rejection of this mail: %s', (_what, isRejection, error) => {
    expect(isRejectedBySes(error, SETTINGS.from)).toBe(isRejection);
  });

  test('an engine that does not answer is Busy, without the address', async () => {
    const endpoint = process.env['AWS_ENDPOINT_URL_SESV2'];
    process.env['AWS_ENDPOINT_URL_SESV2'] = 'http://127.0.0.1:9';
    const error = await openMailer(SETTINGS)
      .send(aMail())
      .catch((thrown) => thrown);
    process.env['AWS_ENDPOINT_URL_SESV2'] = endpoint;
    expect(error).toBeInstanceOf(Busy);
    // In Jest the SDK does not recognize an error of Node, and loses its code.
    expect(error.message).toMatch(/^The mail service did not accept a mail: Error( ECONNREFUSED)?\.$/);
  });

  test('a rejection is an answer, and an error of the account is Busy', async () => {
    const ses = mockClient(SESv2Client);
    const mailer = openMailer(SETTINGS);
    ses.on(SendEmailCommand).rejects(unverified('ada@example.com'));
    expect(await mailer.send(aMail())).toBe('rejected');
    ses.on(SendEmailCommand).rejects(unverified('tickets@boxoffice.example'));
    await expect(mailer.send(aMail())).rejects.toThrow('did not accept a mail: MessageRejected.');
    ses.restore();
  });
});

describe('By SMTP', () => {
  type Reply = { step: 'from' | 'to' | 'data'; code: number; text: string };
  let reply: Reply | undefined;
  const received: string[] = [];
  const answer = (step: Reply['step']) =>
    reply?.step === step ? Object.assign(new Error(reply.text), { responseCode: reply.code }) : undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    size: 100_000,
    onAuth: (_auth, _session, done) => done(Object.assign(new Error('Denied'), { responseCode: 535 })),
    onMailFrom: (_address, _session, done) => done(answer('from')),
    onRcptTo: (_address, _session, done) => done(answer('to')),
    onData: async (stream, _session, done) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      if (answer('data') === undefined) received.push(Buffer.concat(chunks).toString());
      done(answer('data'));
    },
  });
  const urlWith = (user = '') => `smtp://${user}127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const send = (mail = aMail(), smtpUrl = urlWith()) => openMailer({ ...SETTINGS, smtpUrl }).send(mail);
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
  afterEach(() => {
    reply = undefined;
  });

  test('a mail arrives', async () => {
    expect(await send()).toBe('sent');
    expect(await read(received.at(-1) ?? '')).toEqual(MESSAGE);
  });

  test.each<[string, Reply]>([
    ['an unknown mailbox', { step: 'to', code: 550, text: '5.1.1 No such user' }],
    ['a full mailbox', { step: 'to', code: 552, text: '5.2.2 Mailbox full' }],
    ['a name that is not allowed', { step: 'to', code: 553, text: '5.1.3 Bad address' }],
    ['refused content', { step: 'data', code: 554, text: '5.7.1 Spam' }],
  ])('%s is a rejection', async (_what, planted) => {
    reply = planted;
    expect(await send()).toBe('rejected');
  });

  test('a message that is larger than the server accepts is a rejection', async () => {
    expect(await send(aMail({ text: 'x'.repeat(200_000) }))).toBe('rejected');
  });

  test.each<[string, Reply]>([
    ['greylisting', { step: 'to', code: 451, text: '4.7.1 Try later' }],
    ['a full disk', { step: 'data', code: 452, text: '4.3.1 No space' }],
    ['a refused sender', { step: 'from', code: 550, text: '5.7.1 Sender not allowed' }],
    ['a server that does not relay', { step: 'to', code: 554, text: '5.7.1 Relay access denied' }],
  ])('%s is Busy', async (_what, planted) => {
    reply = planted;
    await expect(send()).rejects.toBeInstanceOf(Busy);
  });

  test('a refused log-in is Busy, and names neither the password nor the address', async () => {
    const error = await send(aMail(), urlWith('user:secret@')).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(Busy);
    expect(error.message).toBe('The mail service did not accept a mail: Error EAUTH 535.');
  });

  test('a server that does not answer is Busy', async () => {
    await expect(send(aMail(), 'smtp://127.0.0.1:9')).rejects.toThrow(
      'did not accept a mail: Error ESOCKET.',
    );
  });
});
