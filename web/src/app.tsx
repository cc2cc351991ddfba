/** The frame around every screen, and which screen a path shows. A screen is loaded when it is first shown. */

import { useEffect } from 'preact/hooks';
import { LocationProvider, lazy, Router } from 'preact-iso';
import { PAGE_PATHS } from './page-paths.ts';
import { Frame } from './parts/frame.tsx';
import { routePattern } from './paths.ts';
import { EventList } from './screens/buyer/event-list.tsx';
import { NotFound } from './screens/not-found.tsx';
import { language } from './texts/chosen-language.ts';

const EventPage = lazy(async () => (await import('./screens/buyer/event-page.tsx')).EventPage);
const BookPage = lazy(async () => (await import('./screens/buyer/book-page.tsx')).BookPage);
const MyBookings = lazy(async () => (await import('./screens/buyer/my-bookings.tsx')).MyBookings);
const BookingPage = lazy(async () => (await import('./screens/buyer/booking-page.tsx')).BookingPage);
const LogIn = lazy(async () => (await import('./screens/account/log-in.tsx')).LogIn);
const Register = lazy(async () => (await import('./screens/account/register.tsx')).Register);
const ForgotPassword = lazy(
  async () => (await import('./screens/account/forgot-password.tsx')).ForgotPassword,
);
const IncompleteLink = lazy(async () => (await import('./screens/incomplete-link.tsx')).IncompleteLink);
const AccountLinkPage = lazy(
  async () => (await import('./screens/account/account-link.tsx')).AccountLinkPage,
);
const MyAccount = lazy(async () => (await import('./screens/account/my-account.tsx')).MyAccount);
const DoorList = lazy(async () => (await import('./screens/door/door-list.tsx')).DoorList);
const DoorPage = lazy(async () => (await import('./screens/door/door-page.tsx')).DoorPage);

const OwnEvents = lazy(async () => (await import('./screens/organizer/own-events.tsx')).OwnEvents);
const MakeEvent = lazy(async () => (await import('./screens/organizer/make-event.tsx')).MakeEvent);
const EditEvent = lazy(async () => (await import('./screens/organizer/edit-event.tsx')).EditEvent);
const OrganizedEvent = lazy(
  async () => (await import('./screens/organizer/organized-event.tsx')).OrganizedEvent,
);
const Announcements = lazy(async () => (await import('./screens/organizer/announcements.tsx')).Announcements);
const Staff = lazy(async () => (await import('./screens/organizer/staff.tsx')).Staff);
const WebhookList = lazy(async () => (await import('./screens/webhooks/webhook-list.tsx')).WebhookList);
const WebhookPage = lazy(async () => (await import('./screens/webhooks/webhook-page.tsx')).WebhookPage);
const AuditPage = lazy(async () => (await import('./screens/audit/audit-page.tsx')).AuditPage);
const BookAtDoor = lazy(async () => (await import('./screens/organizer/book-at-door.tsx')).BookAtDoor);
const WhoComes = lazy(async () => (await import('./screens/organizer/who-comes.tsx')).WhoComes);
const AdminStart = lazy(async () => (await import('./screens/admin/admin-start.tsx')).AdminStart);
const UserList = lazy(async () => (await import('./screens/admin/user-list.tsx')).UserList);
const SecurityLog = lazy(async () => (await import('./screens/admin/security-log.tsx')).SecurityLog);
const Limits = lazy(async () => (await import('./screens/admin/limits.tsx')).Limits);

const pattern = (page: keyof typeof PAGE_PATHS) => routePattern(PAGE_PATHS[page]);

const Screens = () => (
  <Router>
    <EventList path={pattern('events')} />
    <EventPage path={pattern('event')} />
    <BookPage path={pattern('book')} />
    <MyBookings path={pattern('myBookings')} />
    <BookingPage path={pattern('booking')} />
    <IncompleteLink path={pattern('bookingLink')} />
    <AccountLinkPage path={pattern('accountLink')} />
    <LogIn path={pattern('logIn')} />
    <Register path={pattern('register')} />
    <ForgotPassword path={pattern('forgotPassword')} />
    <MyAccount path={pattern('myAccount')} />
    <DoorList path={pattern('doors')} />
    <DoorPage path={pattern('door')} />
    <OwnEvents path={pattern('organize')} />
    <MakeEvent path={pattern('makeEvent')} />
    <WebhookList path={pattern('webhooks')} />
    <WebhookPage path={pattern('webhook')} />
    <OrganizedEvent path={pattern('organizedEvent')} />
    <EditEvent path={pattern('editEvent')} />
    <Announcements path={pattern('announcements')} />
    <Staff path={pattern('staff')} />
    <AuditPage path={pattern('audit')} />
    <BookAtDoor path={pattern('bookAtDoor')} />
    <WhoComes path={pattern('whoComes')} />
    <AdminStart path={pattern('admin')} />
    <UserList path={pattern('users')} />
    <SecurityLog path={pattern('securityLog')} />
    <Limits path={pattern('limits')} />
    <NotFound default />
  </Router>
);

export function App() {
  const { value: code } = language;
  useEffect(() => {
    document.documentElement.lang = code;
  }, [code]);
  return (
    <LocationProvider>
      <Frame>
        <Screens />
      </Frame>
    </LocationProvider>
  );
}
