/** What every organizer's screen begins with: whether the visitor may see it. */
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { mayOrganize, session } from '../../api/session.ts';
import { addressOf } from '../../paths.ts';
import { texts } from '../../texts/language.ts';

/** Shows the screen to organizers and admins, and to everybody else what it takes to see it. */
export function OrganizersOnly({ children }: { children: ComponentChildren }) {
  const { organizer, menu } = texts.value;
  const { url } = useLocation();
  const user = session.value?.user;
  if (mayOrganize(user)) return <>{children}</>;
  return (
    <section class="narrow card">
      <h1>{organizer.list.forOrganizers}</h1>
      <p>{organizer.list.logInHint}</p>
      <a class="button primary" href={`${addressOf('logIn')}?next=${encodeURIComponent(url)}`}>
        {menu.logIn}
      </a>
    </section>
  );
}
