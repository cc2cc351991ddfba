/**
 * Joins the parts that send notices and letters. It is separate from `compose.ts`, because the bundle of every function with
 * that file would contain the mail service's client, MIME and QR codes.
 */
import { derivedSecrets, log, runtime, table, tickets, tokens, users } from './compose.ts';
import { required } from './compose-frame.ts';
import { letterTokens } from './credentials/letter-tokens.ts';
import { unsubscribePath } from './credentials/unsubscribe-token.ts';
import type { AnswerRegistrationPorts } from './domain/accounts/register-by-mail.ts';
import type { AnswerResetPorts } from './domain/accounts/reset-password.ts';
import type { SendLetterPorts } from './domain/accounts/send-letter.ts';
import { DEFAULT_LANGUAGE } from './domain/model/booking.ts';
import { addressIdOf } from './domain/model/user.ts';
import type { SendNoticesPorts } from './domain/notices/send-notices.ts';
import { securityLog } from './http/security-log.ts';
import { letterSender } from './mail/letter-sender.ts';
import { openMailer } from './mail/mailer.ts';
import { noticeSender } from './mail/notice-sender.ts';
import { readMailSettings } from './mail/settings.ts';
import { accountStore } from './store/accounts.ts';
import { addressStore } from './store/addresses.ts';
import { announcementStore } from './store/announcements.ts';
import { eventStore } from './store/events.ts';
import { letterStore } from './store/letters.ts';
import { noticeStore } from './store/notices.ts';
import { registrationStore } from './store/registrations.ts';
import { resetRequestStore } from './store/reset-requests.ts';

export function letterPorts(): SendLetterPorts & AnswerResetPorts & AnswerRegistrationPorts {
  const settings = readMailSettings(process.env);
  return {
    letters: letterStore(table()),
    accounts: accountStore(table()),
    letterTokens: letterTokens(derivedSecrets()),
    resetRequests: resetRequestStore(table()),
    registrations: registrationStore(table()),
    users: users(),
    addresses: addressStore(table()),
    letterSender: letterSender({
      mailer: openMailer(settings),
      settings,
      // In the fragment, the token reaches neither logs nor other sites.
      linkTo: (act, token, language) =>
        `${required('PUBLIC_ORIGIN')}/account?language=${language}#${act}/${token}`,
    }),
    securityLog,
    runtime,
    log,
  };
}

export function noticePorts(): SendNoticesPorts {
  const settings = readMailSettings(process.env);
  const [accessTokens, issuer] = [tokens(), tickets()];
  return {
    notices: noticeStore(table()),
    addresses: addressStore(table()),
    announcements: announcementStore(table()),
    events: eventStore(table()),
    sender: noticeSender({
      mailer: openMailer(settings),
      settings,
      ticketsOf: async (booking, received) => {
        if (received === undefined) return issuer.issueKept(booking);
        const [code = ''] = await issuer.issue(booking.eventId, booking.id, [received]);
        return [{ number: received, code }];
      },
      // In the fragment, the token reaches neither logs nor other sites.
      linkTo: async ({ id, eventId, customerId, language = DEFAULT_LANGUAGE }) => {
        const token = await accessTokens.issueForGuest(customerId, id);
        return `${required('PUBLIC_ORIGIN')}/booking?language=${language}#${eventId}/${id}/${token}`;
      },
      unsubscribeLinks: async (organizerId, email) => {
        const path = await unsubscribePath(organizerId, addressIdOf(email), derivedSecrets());
        return {
          post: `${required('PUBLIC_ORIGIN')}/v1/unsubscriptions/${path}`,
          fragment: `/unsubscribe/${path}`,
        };
      },
      now: runtime.now,
    }),
    users: users(),
    runtime,
    log,
  };
}
