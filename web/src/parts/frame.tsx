/** What is around every screen: the header, the footer, and the place between them. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { logOut } from '../api/client.ts';
import { isOnStaff, runsEvents } from '../api/on-staff.ts';
import { isAdmin, session } from '../api/session.ts';
import { addressOf } from '../paths.ts';
import { chooseLanguage, type Language, language } from '../texts/chosen-language.ts';
import { LANGUAGE_NAMES, texts } from '../texts/language.ts';
import { Announcer } from './announcer.tsx';

export function Frame({ children }: { children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const { path } = useLocation();
  const isFirst = useRef(true);
  // A screen reader hears of the new screen as it hears of a new page.
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else main.current?.focus();
  }, [path]);
  return (
    <>
      <a class="skip" href="#content">
        {texts.value.skip}
      </a>
      <Header />
      <main id="content" tabIndex={-1} ref={main}>
        {children}
      </main>
      <Footer />
      <Announcer />
    </>
  );
}

function MenuLink({ href, children }: { href: string; children: string }) {
  const { path } = useLocation();
  const isHere =
    href === '/' ? path === '/' || path.startsWith('/events/') : path === href || path.startsWith(`${href}/`);
  return (
    <a href={href} aria-current={isHere ? 'page' : undefined}>
      {children}
    </a>
  );
}

function Header() {
  const { product, menu } = texts.value;
  const { route } = useLocation();
  const user = session.value?.user;
  const leave = async () => {
    await logOut();
    route(addressOf('events'));
  };
  return (
    <header class="frame-header">
      <div class="frame-row">
        <a class="brand" href={addressOf('events')}>
          <Logo />
          {product}
        </a>
        <nav aria-label={menu.main}>
          <MenuLink href={addressOf('events')}>{menu.events}</MenuLink>
          <MenuLink href={addressOf('myBookings')}>{menu.myBookings}</MenuLink>
          {runsEvents.value && <MenuLink href={addressOf('organize')}>{menu.organize}</MenuLink>}
          {isOnStaff.value && <MenuLink href={addressOf('doors')}>{menu.door}</MenuLink>}
          {isAdmin(user) && <MenuLink href={addressOf('admin')}>{menu.admin}</MenuLink>}
        </nav>
        <div class="frame-account">
          {user === undefined ? (
            <a class="button quiet" href={addressOf('logIn')}>
              {menu.logIn}
            </a>
          ) : (
            <>
              <a class="who" href={addressOf('myAccount')} title={menu.loggedInAs(user.name)}>
                {user.name}
              </a>
              <button type="button" class="quiet" onClick={leave}>
                {menu.logOut}
              </button>
            </>
          )}
        </div>
      </div>
    </header>
  );
}

const Logo = () => (
  <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
    <path
      fill="currentColor"
      d="M4 9a2 2 0 0 1 2-2h20a2 2 0 0 1 2 2v4a3 3 0 0 0 0 6v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-4a3 3 0 0 0 0-6z"
    />
    <path
      class="logo-mark"
      fill="none"
      stroke-width="2.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      d="m9 16 4 4 8-8"
    />
  </svg>
);

function Footer() {
  const { menu, footer } = texts.value;
  const choose = (event: { currentTarget: HTMLSelectElement }) =>
    chooseLanguage(event.currentTarget.value as Language);
  return (
    <footer class="frame-footer">
      <div class="frame-row">
        <label class="language">
          {menu.language}
          <select value={language.value} onChange={choose}>
            {LANGUAGE_NAMES.map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <a href="/docs" target="_top">
          {footer.api}
        </a>
      </div>
    </footer>
  );
}
