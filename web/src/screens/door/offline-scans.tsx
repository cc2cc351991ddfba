/** The scans that were made without a connection: those that are still here, and what became of the others. */
import { sayProblem } from '../../api/problems.ts';
import { Notice } from '../../parts/form.tsx';
import { typeName } from '../../parts/ticket-types.ts';
import { clockTime } from '../../parts/times.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { doorTexts } from '../../texts/door-texts.ts';
import { texts } from '../../texts/language.ts';
import { whoIs } from './check-in.ts';
import {
  changes,
  type DoorEvent,
  deviceName,
  forgetHandedIn,
  type HandedIn,
  handedIn,
  keptScans,
} from './device-memory.ts';
import { findBookings } from './find-bookings.ts';
import type { Door } from './use-door.ts';

export function OfflineScans({ door, event }: { door: Door; event: DoorEvent }) {
  const text = doorTexts.value;
  // Read, so that the screen follows each change.
  changes.value;
  const kept = keptScans(door.eventId);
  const results = handedIn(door.eventId);
  if (kept.length === 0 && results.length === 0) return null;
  const wrong = results.filter(({ result }) => result !== 'checked-in');
  return (
    <section class="card">
      <h2>{text.kept}</h2>
      <div role="status">
        {kept.length > 0 && <p>{text.keptCount(kept.length)}</p>}
        {results.length > 0 && (
          <p>
            {text.handedIn(results.length)} {wrong.length === 0 && text.allGood}
          </p>
        )}
      </div>
      {door.handInProblem && kept.length > 0 && (
        <Notice kind="bad">{sayProblem(door.handInProblem, texts.value)}</Notice>
      )}
      <ul class="scans">
        {wrong.map((result) => (
          <Wrong
            key={`${result.bookingId}.${result.ticket}.${result.scannedAt}`}
            eventId={door.eventId}
            result={result}
            event={event}
          />
        ))}
      </ul>
      <p class="muted">{text.device(deviceName())}</p>
      <div class="row-buttons">
        {kept.length > 0 && door.isOnline && (
          <button type="button" class="primary" onClick={door.handInNow}>
            {text.handInNow}
          </button>
        )}
        {results.length > 0 && (
          <button type="button" onClick={() => forgetHandedIn(door.eventId)}>
            {text.forget}
          </button>
        )}
      </div>
    </section>
  );
}

function Wrong({ eventId, result, event }: { eventId: string; result: HandedIn; event: DoorEvent }) {
  const text = doorTexts.value;
  const { first, scannedAt, bookingId, ticket } = result;
  const { data } = useAnswer(
    () => (bookingId === undefined ? undefined : findBookings(eventId, bookingId, { limit: 1 })),
    [bookingId],
  );
  const booking = data?.items[0];
  const who = booking && whoIs(booking);
  const type = booking?.tickets?.find(({ number }) => number === ticket)?.type;
  return (
    <li class="scan again">
      <div class="scan-text">
        <strong>
          {who && `${who}: `}
          {text.results[result.result]}
        </strong>
        <span class="muted">
          {ticket !== undefined &&
            `${[text.ticketNumber(ticket), typeName(type, event)].filter(Boolean).join(', ')}. `}
          {text.scannedAt(clockTime(scannedAt, event))}.{' '}
          {first && text.firstAt(clockTime(first.scannedAt ?? first.checkedInAt, event), first.device)}
        </span>
      </div>
    </li>
  );
}
