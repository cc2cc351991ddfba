/** What every organizer's screen begins with: whether the visitor may see it, and what to do while it has no data. */
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { sayProblem } from '../../api/problems.ts';
import { mayOrganize, session } from '../../api/session.ts';
import { Notice } from '../../parts/form.tsx';
import type { Answer } from '../../parts/use-answer.ts';
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

/** For a screen whose answer has not come, or is a problem. */
export function NoAnswer({ problem, again }: Pick<Answer<unknown>, 'problem' | 'again'>) {
  const { loading, retry } = texts.value;
  if (problem === undefined) return <div class="card skeleton tall" role="status" aria-label={loading} />;
  return (
    <Notice kind="bad">
      <p>{sayProblem(problem, texts.value)}</p>
      <button type="button" onClick={again}>
        {retry}
      </button>
    </Notice>
  );
}
