/** What the door shows to somebody who is not logged in. */
import { addressOf } from '../../paths.ts';
import { doorTexts } from '../../texts/door-texts.ts';
import { texts } from '../../texts/language.ts';

/** @param next where the log-in goes on to. */
export const LogInFirst = ({ next }: { next: string }) => (
  <section class="narrow card">
    <h1>{doorTexts.value.title}</h1>
    <p>{doorTexts.value.logInHint}</p>
    <a class="button primary" href={`${addressOf('logIn')}?next=${encodeURIComponent(next)}`}>
      {texts.value.menu.logIn}
    </a>
  </section>
);
