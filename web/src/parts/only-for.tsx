/** What a screen for some accounts alone begins with: whether the visitor may see it, and else what it takes. */
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { addressOf } from '../paths.ts';
import { texts } from '../texts/language.ts';

/** `title`, `hint`: what everybody else is shown, with a link to the log-in. */
type Props = { isAllowed: boolean; title: string; hint: string; children: ComponentChildren };

export function OnlyFor({ isAllowed, title, hint, children }: Props) {
  const { url } = useLocation();
  if (isAllowed) return <>{children}</>;
  return (
    <section class="narrow card">
      <h1>{title}</h1>
      <p>{hint}</p>
      <a class="button primary" href={`${addressOf('logIn')}?next=${encodeURIComponent(url)}`}>
        {texts.value.menu.logIn}
      </a>
    </section>
  );
}
