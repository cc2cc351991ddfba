/** The screens of the page of which there are pictures, and what is done before each picture is taken. */
import type { Page } from 'playwright-core';
import type { SeenBooking, World } from './world.ts';

/** `as`: who is logged in. `keeps`: the bookings that the browser made before. */
export type Screen = {
  name: string;
  about: string;
  path: (world: World) => string | Promise<string>;
  as?: 'organizer' | 'admin';
  keeps?: (world: World) => SeenBooking[];
  isDark?: boolean;
  /** Brings the screen into the state of the picture, and waits for it. */
  prepare?: (page: Page, world: World) => Promise<void>;
};

const press = (page: Page, name: string) => page.getByRole('button', { name }).click();
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor();
const ofBooking = ({ eventId, bookingId }: SeenBooking) => `/bookings/${eventId}/${bookingId}`;

async function scan(page: Page, code = ''): Promise<void> {
  await page.fill('[name="code"]', code);
  await page.press('[name="code"]', 'Enter');
}

const BUYER: Screen[] = [
  {
    name: 'events',
    about: 'What is on',
    path: () => '/',
    prepare: (page) => heading(page, /Harbour lights/),
  },
  {
    name: 'no-events',
    about: 'A search that finds nothing',
    path: () => '/?q=opera',
    prepare: (page) => page.locator('.empty').waitFor(),
  },
  {
    name: 'event',
    about: 'An event',
    path: ({ onSale }) => `/events/${onSale}`,
    prepare: (page) => heading(page, /Harbour/),
  },
  {
    name: 'event-dark',
    about: 'The same event, dark',
    path: ({ onSale }) => `/events/${onSale}`,
    isDark: true,
    prepare: (page) => heading(page, /Harbour/),
  },
  {
    name: 'sold-out',
    about: 'A sold-out event',
    path: ({ soldOut }) => `/events/${soldOut}`,
    prepare: (page) => heading(page, 'Winter concert'),
  },
  { name: 'book', about: 'Booking, the first step', path: ({ onSale }) => `/events/${onSale}/book` },
  {
    name: 'confirmed',
    about: 'A booking with its tickets',
    path: ({ confirmed }) => ofBooking(confirmed),
    keeps: ({ confirmed }) => [confirmed],
    prepare: (page) => page.getByAltText('QR code of ticket 1').waitFor(),
  },
  {
    name: 'waiting',
    about: 'A place in the waitlist',
    path: ({ waiting }) => ofBooking(waiting),
    keeps: ({ waiting }) => [waiting],
    prepare: (page) =>
      page
        .getByText(/Number \d+ in the waitlist/)
        .first()
        .waitFor(),
  },
  {
    name: 'promoted',
    about: 'The same waitlist, for the first who waited, after a cancellation',
    path: ({ promoted }) => ofBooking(promoted),
    keeps: ({ promoted }) => [promoted],
    prepare: (page) => page.getByAltText('QR code of ticket 1').waitFor(),
  },
  {
    name: 'offered',
    about: 'An offer with its time',
    path: ({ offered }) => ofBooking(offered),
    keeps: ({ offered }) => [offered],
    prepare: (page) => heading(page, '2 tickets are kept for you'),
  },
  {
    name: 'ended',
    about: 'A booking that ended, and why',
    path: ({ ended }) => ofBooking(ended),
    keeps: ({ ended }) => [ended],
  },
  {
    name: 'my-bookings',
    about: 'The bookings of this browser',
    path: () => '/my-bookings',
    keeps: ({ confirmed, waiting, offered }) => [confirmed, waiting, offered],
  },
  { name: 'log-in', about: 'Logging in', path: () => '/log-in' },
  { name: 'register', about: 'Registering', path: () => '/register' },
  {
    name: 'my-account',
    about: 'The own account',
    path: () => '/my-account',
    as: 'organizer',
    prepare: (page) => page.locator('[name="email"]').waitFor(),
  },
];

const ORGANIZER: Screen[] = [
  {
    name: 'own-events',
    about: 'The events of an organizer',
    path: () => '/organize',
    as: 'organizer',
    prepare: (page) =>
      page
        .getByText(/Harbour lights/)
        .first()
        .waitFor(),
  },
  { name: 'new-event', about: 'Making an event', path: () => '/organize/new', as: 'organizer' },
  {
    name: 'organized-event',
    about: 'An on-sale, watched live',
    path: async ({ begin }) => `/organize/${await begin()}`,
    as: 'organizer',
    async prepare(page, { sell }) {
      await sell(page.url().split('/').at(-1) ?? '');
      await page.locator('.figures div', { hasText: 'Left' }).getByText('0', { exact: true }).waitFor();
    },
  },
  {
    name: 'draft',
    about: 'A draft',
    path: ({ draft }) => `/organize/${draft}`,
    as: 'organizer',
    prepare: (page) => page.getByText('This is a draft').waitFor(),
  },
  {
    name: 'who-comes',
    about: 'Who comes',
    path: ({ onSale }) => `/organize/${onSale}/bookings`,
    as: 'organizer',
    prepare: (page) => page.locator('tbody tr').nth(20).waitFor(),
  },
  {
    name: 'who-comes-many',
    about: 'Who comes, with long names, in a list that goes on',
    path: ({ crowded }) => `/organize/${crowded}/bookings`,
    as: 'organizer',
    async prepare(page) {
      await press(page, 'Show more');
      await page.getByText('100 are shown', { exact: true }).waitFor();
    },
  },
  {
    name: 'announcements',
    about: 'Writing to customers',
    path: ({ soldOut }) => `/organize/${soldOut}/announcements`,
    as: 'organizer',
    async prepare(page) {
      await page.fill('[name="subject"]', 'Doors open half an hour earlier');
      await page.fill('[name="text"]', 'We open at 19:00, because many of you come by the early train.');
      await press(page, 'Look at the mails');
      await heading(page, 'How it looks');
    },
  },
  {
    name: 'staff',
    about: 'The staff of an event',
    path: ({ onSale }) => `/organize/${onSale}/staff`,
    as: 'organizer',
    prepare: (page) => heading(page, 'Staff: Harbour lights'),
  },
  {
    name: 'door-sale',
    about: 'Booking for somebody at the door',
    path: ({ running }) => `/organize/${running}/book`,
    as: 'organizer',
    prepare: (page) => heading(page, 'Book at the door: Open rehearsal'),
  },
  {
    name: 'audit',
    about: 'The audit of an event',
    path: ({ soldOut }) => `/organize/${soldOut}/audit`,
    as: 'organizer',
    prepare: (page) => heading(page, 'The findings'),
  },
  {
    name: 'webhooks',
    about: 'Webhooks, before there is one',
    path: () => '/organize/webhooks',
    as: 'organizer',
    prepare: (page) => heading(page, 'Webhooks'),
  },
];

const DOOR: Screen[] = [
  {
    name: 'door-in',
    about: 'At the door: let in',
    path: ({ running }) => `/door/${running}`,
    as: 'organizer',
    async prepare(page, { codes }) {
      await scan(page, codes.pop());
      await page.locator('.verdict').getByText('In', { exact: true }).first().waitFor();
    },
  },
  {
    name: 'door-already-in',
    about: 'At the door: already in',
    path: ({ running }) => `/door/${running}`,
    as: 'organizer',
    async prepare(page, { codes }) {
      const code = codes.pop();
      await scan(page, code);
      await page.locator('.verdict').getByText('In', { exact: true }).first().waitFor();
      await scan(page, code);
      await page
        .locator('.verdict')
        .getByText(/already/i)
        .first()
        .waitFor();
    },
  },
];

const ADMIN: Screen[] = [
  { name: 'admin', about: 'Where an admin begins', path: () => '/admin', as: 'admin' },
  {
    name: 'users',
    about: 'The accounts, of which one is unfolded',
    path: () => '/admin/users',
    as: 'admin',
    async prepare(page) {
      await page.locator('summary', { hasText: 'Ada Lovelace' }).click();
      await page.getByRole('button', { name: 'Make admin' }).waitFor();
    },
  },
  {
    name: 'security-log',
    about: 'The security log',
    path: () => '/admin/security-log',
    as: 'admin',
    prepare: (page) => page.locator('.log > li').first().waitFor(),
  },
  {
    name: 'limits',
    about: 'The limits in force',
    path: () => '/admin/limits',
    as: 'admin',
    prepare: (page) => heading(page, 'Limits'),
  },
];

export const SCREENS: Screen[] = [...BUYER, ...ORGANIZER, ...DOOR, ...ADMIN];
