/** One entry of the security log: when it was, what happened, and where to look further. */
import type { components } from '../../../.generated/api';
import { dateTime } from '../../parts/times.ts';
import { addressOf } from '../../paths.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import type { NameOf } from './use-names.ts';

export type SecurityEvent = components['schemas']['SecurityEventPage']['items'][number];

export function LogEntry({ event, nameOf }: { event: SecurityEvent; nameOf: NameOf }) {
  const { log } = adminTexts.value;
  const { kind, at, eventId, bookingId } = event;
  return (
    <li>
      <time class="muted" dateTime={at}>
        {dateTime(at)}
      </time>
      <div>
        <span class={`badge ${kind}`}>{log.kinds[kind].title}</span>
        <p>{says(event, nameOf)}</p>
        {eventId !== undefined && (
          <p class="muted">
            {bookingId === undefined ? (
              <>
                {log.event}: <a href={addressOf('organizedEvent', { eventId })}>{eventId}</a>
              </>
            ) : (
              <>
                {log.booking}: <a href={addressOf('booking', { eventId, bookingId })}>{bookingId}</a>
              </>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

/** @returns the sentence on an entry. */
function says(event: SecurityEvent, nameOf: NameOf): string {
  const { log, roles } = adminTexts.value;
  const { kind, by, userId, formerOwnerId, role, formerRole, endsEarlier } = event;
  const person = (id: string | undefined) => (id === undefined ? undefined : nameOf(id));
  const text = log.kinds[kind].says({
    by: person(by),
    user: person(userId),
    formerOwner: person(formerOwnerId),
    role: role && roles[role].one,
    formerRole: formerRole && roles[formerRole].one,
    endsEarlier,
  });
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
