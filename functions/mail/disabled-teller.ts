/**
 * Tells an organizer by mail that their webhook endpoint was disabled, in English: accounts have no language. The address
 * of the endpoint and its description are the organizer's own text, and the HTML builder escapes them.
 */
import type { DisabledReason, WebhookEndpoint } from '../domain/model/webhook-endpoint.ts';
import type { Mailer } from '../domain/ports/mailer.ts';
import type { DisabledTeller } from '../domain/ports/webhook-sender.ts';
import { textColorOn } from './brand.ts';
import { button, frame, pageLink, paragraph, row } from './layout.ts';
import type { MailSettings } from './settings.ts';

/** `docs`: the address of the documentation of the API. */
type Parts = { mailer: Mailer; settings: Pick<MailSettings, 'brand'>; docs: () => string };

const TITLE = 'Your webhook endpoint is disabled';
const SUBJECT = 'Your webhook endpoint was disabled';
const GREETING = 'Hello,';
const BUTTON = 'Show the documentation';
const NEXT =
  'Nothing is sent to it any more. Once it works, enable it again, and replay what happened meanwhile. The documentation says how.';

const WHY: Record<Exclude<DisabledReason, 'by-organizer'>, string> = {
  gone: 'It answered a webhook with 410 Gone, which says that it wants no more.',
  failing: 'No webhook was accepted by it for five days.',
};

export function disabledTeller({ mailer, settings: { brand }, docs }: Parts): DisabledTeller {
  return {
    async tell({ id, url, description, disabled, revision }: WebhookEndpoint, to) {
      if (disabled === undefined || disabled.because === 'by-organizer') return;
      const paragraphs = [WHY[disabled.because], NEXT];
      const rows = [
        ['Address', url],
        ...(description === undefined ? [] : [['Description', description]]),
        ['Endpoint', id],
        ['Disabled at', new Date(disabled.at).toISOString()],
      ].map(([label = '', value = '']) => ({ label, value }));
      const link = docs();
      const footer = `${brand.name} sends you this email because of your webhook endpoint.`;
      const details = rows.map(({ label, value }) => `${label}: ${value}`).join('\n');
      await mailer.send({
        id: `${id}.${revision}.disabled`,
        to,
        subject: SUBJECT,
        text: `${[TITLE, GREETING, ...paragraphs, `${BUTTON}:\n${link}`, details, footer].join('\n\n')}\n`,
        html: frame({
          language: 'en',
          title: TITLE,
          preview: paragraphs[0] ?? TITLE,
          brand: brand.name,
          buttonColor: brand.color,
          greeting: GREETING,
          footer,
          blocks: {
            paragraph: paragraphs.map((text) => paragraph({ text })),
            quote: undefined,
            button: button({
              buttonColor: brand.color,
              link,
              textColor: textColorOn(brand.color),
              label: BUTTON,
            }),
            image: undefined,
            pageLink: pageLink({ link, label: BUTTON }),
            unsubscribe: undefined,
            row: rows.map(({ label, value }) => row({ label, text: value })),
          },
        }).text,
        attachments: [],
        tags: { webhookEndpointId: id },
      });
    },
  };
}
