/** Why nobody of the waitlist is served at this moment, in plain words. */
import { api } from '../../api/client.ts';
import { number } from '../../parts/numbers.ts';
import { dateTime } from '../../parts/times.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';

const LOOK_AGAIN_SECONDS = 15;

export function WaitlistHold({ eventId }: { eventId: string }) {
  const { who } = organizerTexts.value;
  const { data } = useAnswer(
    () => api.GET('/v1/events/{eventId}/waitlist', { params: { path: { eventId } } }),
    [eventId],
    () => LOOK_AGAIN_SECONDS,
  );
  if (data === undefined) return null;
  const { because, unassigned, head } = data;
  return (
    <section class="card hold">
      <h2>{who.line}</h2>
      <p>{who.because[because]}</p>
      {unassigned > 0 && <p class="muted">{who.unassigned(number(unassigned))}</p>}
      {head && (
        <p class="muted">{who.head(number(head.waitsFor - head.granted), dateTime(head.requestedAt))}</p>
      )}
    </section>
  );
}
