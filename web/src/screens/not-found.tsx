/** For paths that no screen has. */
import { addressOf, type ScreenProps } from '../paths.ts';
import { texts } from '../texts/language.ts';

export function NotFound(_props: ScreenProps) {
  const { title, text, toEvents } = texts.value.notFound;
  return (
    <section class="empty">
      <h1>{title}</h1>
      <p>{text}</p>
      <a class="button primary" href={addressOf('events')}>
        {toEvents}
      </a>
    </section>
  );
}
