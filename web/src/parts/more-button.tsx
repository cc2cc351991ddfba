/** The button below a list of which there are more pages. */
import { texts } from '../texts/language.ts';
import type { Pages } from './use-pages.ts';

export function MoreButton({ found, isLoading, more }: Pages<unknown>) {
  const { events, loading } = texts.value;
  if (found === undefined || found.nextCursor === null) return null;
  return (
    <div class="more">
      <button type="button" aria-disabled={isLoading} onClick={more}>
        {isLoading ? loading : events.more}
      </button>
    </div>
  );
}
