/**
 * Joins the parts that tell organizers by mail about their webhook endpoints. It is separate from `compose-webhooks.ts`,
 * because the routes of webhooks send no mail.
 */
import { runtime, table, users } from './compose.ts';
import { required } from './compose-frame.ts';
import type { TellDisabledPorts } from './domain/webhooks/tell-disabled.ts';
import { disabledTeller } from './mail/disabled-teller.ts';
import { openMailer } from './mail/mailer.ts';
import { readMailSettings } from './mail/settings.ts';
import { addressStore } from './store/addresses.ts';
import { webhookEndpointStore } from './store/webhook-endpoints.ts';

/** `ORGANIZER_MAIL=on`: the service has a mail service. */
export function tellDisabledPorts(): TellDisabledPorts {
  return {
    endpoints: webhookEndpointStore(table()),
    users: users(),
    addresses: addressStore(table()),
    teller: process.env['ORGANIZER_MAIL'] === 'on' ? teller() : undefined,
    runtime,
  };
}

function teller() {
  const settings = readMailSettings(process.env);
  return disabledTeller({
    mailer: openMailer(settings),
    settings,
    docs: () => `${required('PUBLIC_ORIGIN')}/docs`,
  });
}
