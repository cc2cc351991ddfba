/** Rendering a notice: hostile names, times in the time zone of the venue, brand and images. */
import { describe, expect, test } from '@jest/globals';
import { contrast, textColorOn } from '../../functions/mail/brand.ts';
import { timeFormat } from '../../functions/tickets/time-format.ts';
import { ANNOUNCEMENT, CASES, caseOf, EVENT, noticeMail, render } from './notice-cases.ts';

const HOSTILE = '<script>alert("x")</script> & \'Söhne\'\r\nBcc: eve@example.com';

describe('A hostile text', () => {
  const event = { ...EVENT, name: HOSTILE, venue: HOSTILE, address: HOSTILE };
  const { subject, text, html } = render(caseOf('offered'), 'en', { event, to: { name: HOSTILE } });

  test('is escaped in the HTML', () => {
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;Söhne&#39; Bcc:');
  });

  test('does not break the subject or the plain text into more lines', () => {
    expect(subject).toBe(
      'Please answer: 3 tickets for “<script>alert("x")</script> & \'Söhne\' Bcc: eve@example.com”',
    );
    expect(text).not.toMatch(/^Bcc:/m);
    expect(text).toContain('\nEvent: <script>alert("x")</script> & \'Söhne\' Bcc: eve@example.com\n');
  });

  test('that is long is shortened in the subject alone', () => {
    const name = 'ä'.repeat(200);
    const mail = render(caseOf('booked'), 'en', { event: { ...EVENT, name } });
    expect(mail.subject).toBe(`Your tickets for “${'ä'.repeat(59)}…”`);
    expect(mail.text).toContain(`\nEvent: ${name}\n`);
  });

  test('in the reason of the organizer is escaped', () => {
    const history = [
      { what: 'booked', at: 1, quantity: 1 },
      { what: 'cancelled', at: 2, quantity: 1, by: 'organizer', why: '<img src=x onerror=alert(1)>' },
    ] as const;
    const mail = render({ about: '', history: [...history] }, 'en');
    expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(mail.text).toContain('\nReason: <img src=x onerror=alert(1)>\n');
  });

  test('with characters that change the direction of text loses them', () => {
    const reversed = { ...EVENT, name: 'Night\u202egpj.exe' };
    expect(render(caseOf('booked'), 'en', { event: reversed }).subject).toBe(
      'Your tickets for “Night gpj.exe”',
    );
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', '//elsewhere.example'])(
    'such as %s is no link of a mail',
    (link) => {
      expect(() => render(caseOf('booked'), 'en', { link })).toThrow(
        'The link of a mail must be an HTTP URL.',
      );
    },
  );
});

test('a notice that holders of transferred tickets do not get has no text for them', () => {
  const { notice } = noticeMail(caseOf('announcement'), 'en');
  expect(() => render(caseOf('announcement'), 'en', { notice: { ...notice, toHolderOf: 4 } })).toThrow(
    'There is no text about "announcement" for holders of transferred tickets.',
  );
});

describe('The link of an event', () => {
  const withUrl = (url: string) => render(caseOf('booked'), 'en', { event: { ...EVENT, url } });

  test('is a link in the HTML, escaped, and a line of the plain text', () => {
    const { html, text } = withUrl('https://hall.example/?a=1&b=\'"><b>');
    const escaped = 'https://hall.example/?a=1&amp;b=&#39;&quot;&gt;&lt;b&gt;';
    expect(html).toContain(`<a href="${escaped}">${escaped}</a>`);
    expect(text).toContain(`\nLink: https://hall.example/?a=1&b='"><b>\n`);
  });

  test('that is no HTTP link stays a text', () => {
    expect(withUrl('javascript:alert(1)').html).not.toContain('href="javascript:');
  });
});

describe('A greeting', () => {
  const greeting = (name: string) => render(caseOf('booked'), 'de', { to: { name } }).text.split('\n')[2];

  test.each([
    'Ada Lovelace',
    "Conan O'Brien",
    'J. R. R. Tolkien',
    'Zoë Müller-Lüdenscheidt',
    'J.R.R. Tolkien',
  ])('has the name %s', (name) => expect(greeting(name)).toBe(`Guten Tag ${name},`));

  test.each([
    '',
    ' ',
    'Win money at https://evil.example',
    'see evil.example now',
    'see casino24.com now',
    'see e\u0301.example now',
    'see evil\u00ad.example now',
    'see evil.\u200bexample now',
    'see evil。example now',
    'see evil․example now',
    'eve＠evil',
    'www evil',
    'Win at i❤.ws',
    'Win at evil.☃☃',
    'eve@evil',
    'Dear customer, your account is locked, please call us at once',
  ])('does not repeat %j, which may be an advertisement', (name) => {
    expect(greeting(name)).toBe('Guten Tag,');
  });
});

describe('Times', () => {
  test.each([
    ['2030-03-31T00:59:00Z', 'Europe/Berlin', 'en-GB', 'Sunday, 31 March 2030 at 01:59 CET'],
    ['2030-03-31T01:00:00Z', 'Europe/Berlin', 'en-GB', 'Sunday, 31 March 2030 at 03:00 CEST'],
    ['2030-10-27T00:30:00Z', 'Europe/Berlin', 'de', 'Sonntag, 27. Oktober 2030 um 02:30 MESZ'],
    ['2030-10-27T01:30:00Z', 'Europe/Berlin', 'de', 'Sonntag, 27. Oktober 2030 um 02:30 MEZ'],
    ['2030-01-01T00:00:00Z', 'UTC', 'en-GB', 'Tuesday, 1 January 2030 at 00:00 UTC'],
    ['2030-01-01T00:00:00Z', 'America/New_York', 'de', 'Montag, 31. Dezember 2029 um 19:00 GMT-5'],
  ])('%s in %s, in the locale %s', (instant, timeZone, locale, text) => {
    expect(timeFormat(locale, timeZone).format(Date.parse(instant))).toBe(text);
  });

  test('of an event without a time zone are in that of the operator', () => {
    const { timeZone: _none, ...event } = EVENT;
    const { text } = render(caseOf('offered'), 'en', { event, timeZone: 'Asia/Tokyo' });
    expect(text).toContain('reserved until Wednesday, 3 July 2030 at 01:00 GMT+9.');
    expect(text).toContain('\nWhen: Saturday, 6 July 2030 at 03:30 GMT+9\n');
  });
});

describe('The brand', () => {
  test('colors the button, with text that can be read on it', () => {
    const { html } = render(caseOf('offered'), 'en', { brand: { name: 'Club', color: '#ffdd00' } });
    expect(html).toMatch(/background:#ffdd00;color:#111111/);
  });

  test.each(['#000000', '#ffffff', '#1d4ed8', '#ffdd00', '#808080', '#ff0000', '#757575'])(
    'of the color %s has a contrast of at least 4.5',
    (color) => expect(contrast(color, textColorOn(color))).toBeGreaterThanOrEqual(4.5),
  );

  test('with an address for replies asks for questions', () => {
    const brand = { name: 'Club', color: '#ffdd00', replyTo: 'info@club.example' };
    const { text } = render(caseOf('booked'), 'de', { brand });
    expect(text).toContain('Wenn Sie eine Frage haben, antworten Sie auf diese E-Mail.');
  });
});

test('images are shown by their content id, and the text says where the codes are', () => {
  const images = [1, 2].map((n) => ({ contentId: `ticket-${n}@boxoffice`, caption: `Ticket ${n}` }));
  const { html, text } = render(caseOf('booked'), 'en', { images });
  expect(html.match(/src="cid:[^"]*"/g)).toEqual([
    'src="cid:ticket-1@boxoffice"',
    'src="cid:ticket-2@boxoffice"',
  ]);
  expect(text).toContain('You find the codes in this email and on the page of your booking.');
});

describe('What an organizer writes', () => {
  const written = (fields: { subject?: string; text?: string }) => {
    const one = caseOf('announcement');
    const { notice } = noticeMail(one, 'en');
    const { subject, text } = { ...ANNOUNCEMENT, ...fields };
    return render(one, 'en', { notice: { ...notice, announced: { subject, text } } });
  };
  const linksIn = (html: string) =>
    [...html.matchAll(/<a href="([^"]*)" style="color:inherit">/g)].map(([, address]) => address);

  test('is escaped, keeps its lines and paragraphs, and loses what changes the direction of text', () => {
    const text = 'One <b>two</b>\r\nthree\n\n\n\nfour\u202e five\u2028six\0';
    const mail = written({ text });
    expect(mail.html).toContain('One &lt;b&gt;two&lt;/b&gt;<br>three<br><br>four  five<br>six</div>');
    expect(mail.text).toContain('\n\nOne <b>two</b>\nthree\n\nfour  five\nsix\n\n');
  });

  test('in the subject is one line', () => {
    const { subject, html } = written({ subject: 'Hello\r\nBcc: eve@example.com\u202e<i>' });
    expect(subject).toBe('Hello Bcc: eve@example.com <i> (“Nachtkonzert”)');
    expect(html).toContain('&lt;i&gt;</h1>');
  });

  test('has links to pages alone', () => {
    const safe = ['https://example.com/a?b=1&c=d', 'http://example.com:8080/#e'];
    const unsafe = [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://bank.example@evil.example/',
      'https://user:password@evil.example/',
      'https://exаmple.com/',
      'https://',
      'ftp://example.com',
      'www.example.com',
      'mailto:eve@example.com',
    ];
    const { html } = written({ text: [...safe, ...unsafe].join(' and ') });
    expect(linksIn(html)).toEqual(['https://example.com/a?b=1&amp;c=d', 'http://example.com:8080/#e']);
    const quoted = written({
      text: '(see https://example.com/a), "https://example.com/b". <https://example.com/c>',
    });
    expect(linksIn(quoted.html)).toEqual(['a', 'b', 'c'].map((path) => `https://example.com/${path}`));
  });
});

describe('An event with ticket types', () => {
  const ticketTypes = [
    { id: 'adult', name: 'Adult\r\nBcc: eve@example.com' },
    { id: 'child', name: 'Child' },
  ];
  const types = [
    { type: 'adult', quantity: 2 },
    { type: 'child', quantity: 1 },
  ];
  const event = { ...EVENT, ticketTypes };

  test('has how many tickets of each type in the mail', () => {
    const history = [{ what: 'booked' as const, at: 1, quantity: 3, types }];
    const { text } = render({ about: '', history }, 'en', { event });
    expect(text).toContain('\nTickets: 2 × Adult Bcc: eve@example.com, 1 × Child\n');
    expect(render(caseOf('booked'), 'en').text).not.toContain('\nTickets:');
  });

  test('shows the holder of a transferred ticket the type of this one', () => {
    const [received] = CASES['ticket-received'];
    const history = (received?.history ?? []).map((entry) =>
      entry.what === 'booked' ? { ...entry, types } : entry,
    );
    expect(render({ about: '', isToHolder: true, history }, 'de', { event }).text).toContain(
      '\nTickets: Adult Bcc: eve@example.com\n',
    );
  });
});
