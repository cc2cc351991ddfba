/** For the link of a mail that is cut off, or was opened before and left its address. */
import { useEffect } from 'preact/hooks';
import { addressOf, type ScreenProps } from '../paths.ts';
import { texts } from '../texts/language.ts';
import { linkTexts } from '../texts/link-texts.ts';

export function IncompleteLink(_props: ScreenProps) {
  const { menu, notFound, product } = texts.value;
  const links = linkTexts.value;
  const { title, text } = links.incomplete;
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title]);
  return (
    <section class="narrow card">
      <h1>{title}</h1>
      <p>{text}</p>
      <div class="buttons">
        <a class="button" href={addressOf('myBookings')}>
          {menu.myBookings}
        </a>
        <a class="button" href={addressOf('events')}>
          {notFound.toEvents}
        </a>
      </div>
    </section>
  );
}
