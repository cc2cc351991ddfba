/** What a mail is counted as, and up to how many of a day. */
import { describe, expect, test } from '@jest/globals';
import { LETTER_KINDS } from '../../../functions/domain/model/letter.ts';
import { type MailKind, mailCountOf } from '../../../functions/domain/model/mail-count.ts';

const KINDS: MailKind[] = ['booking', 'announcement', ...LETTER_KINDS];
const LINKS: MailKind[] = ['reset-password', 'complete-registration'];

const countOf = (email: string, kind: MailKind, isAddressConfirmed?: true) =>
  mailCountOf({ name: 'Ada', email, ...(isAddressConfirmed && { isAddressConfirmed }) }, kind);

describe('Mails to a confirmed address', () => {
  test.each([
    ['booking', 'bookings', 60],
    ['announcement', 'bookings', 30],
    ['reset-password', 'reset-password', 25],
    ['complete-registration', 'complete-registration', 25],
    ['confirm-address', 'confirm-address', 10],
    ['already-registered', 'already-registered', 10],
    ['password-changed', 'password-changed', 60],
    ['role-changed', 'role-changed', 60],
  ] as const)('of the kind %s are counted for it alone, as %s up to %i', (kind, of, most) => {
    expect(countOf('Ada+1@Example.com', kind, true)).toEqual({ address: 'ada+1@example.com', of, most });
  });
});

describe('Mails to an address that nobody confirmed', () => {
  test.each(KINDS)('of the kind %s are counted with all others of its mailbox', (kind) => {
    for (const email of ['A.d.a@gmail.com', 'ada@googlemail.com', 'ada+1@gmail.com', 'ada@gmail.com'])
      expect(countOf(email, kind)).toMatchObject({ address: 'ada@gmail.com', of: 'stated-address' });
  });

  test('leave 25 of its 60 mails to the links of the hour, if it is written as the mailbox is', () => {
    const most = (email: string) =>
      Object.fromEntries(KINDS.map((kind) => [kind, countOf(email, kind).most]));
    const [own, tagged, dotted] = [most('ada@gmail.com'), most('ada+1@gmail.com'), most('a.da@gmail.com')];
    for (const kind of KINDS) {
      const others = kind === 'announcement' ? 17 : 35;
      expect([kind, tagged[kind], dotted[kind]]).toEqual([kind, others, others]);
      expect([kind, own[kind]]).toEqual([kind, LINKS.includes(kind) ? 60 : others]);
    }
  });
});
