/**
 * The door of one event: scans, answers, who is in, and what was scanned without a connection. Once it was open with a connection,
 * it opens without one.
 */
import { useEffect } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { api } from '../../api/client.ts';
import { canKeep } from '../../api/kept-caches.ts';
import { keepShell } from '../../api/kept-shell.ts';
import { session } from '../../api/session.ts';
import { Notice } from '../../parts/form.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { doorTexts } from '../../texts/door-texts.ts';
import { texts } from '../../texts/language.ts';
import type { Arrivals } from './arrivals.ts';
import { Camera } from './camera.tsx';
import { CodeForm } from './code-form.tsx';
import { type KnownEvent, knownEvent, rememberEvent } from './device-memory.ts';
import { FindByName } from './find-by-name.tsx';
import { LogInFirst } from './log-in-first.tsx';
import { OfflineScans } from './offline-scans.tsx';
import { frameReader } from './read-frames.ts';
import { RecentScans } from './recent-scans.tsx';
import { isMuted, mute } from './sounds.ts';
import { type Door, useDoor } from './use-door.ts';
import { VerdictPanel } from './verdict-panel.tsx';

export function DoorPage(_props: ScreenProps) {
  const { eventId = '' } = useRoute().params;
  const user = session.value?.user;
  if (user === undefined) return <LogInFirst next={addressOf('door', { eventId })} />;
  return <OpenDoor key={`${eventId} ${user.id}`} eventId={eventId} />;
}

/** @returns what a device has to know of the event to go on alone: as it was read now, or before. */
function useKnownEvent(eventId: string): KnownEvent | undefined {
  const path = { params: { path: { eventId } } };
  const { data: event } = useAnswer(() => api.GET('/v1/events/{eventId}', path), [eventId]);
  const { data: key } = useAnswer(() => api.GET('/v1/events/{eventId}/ticket-key', path), [eventId]);
  const jwk = key?.jwk as JsonWebKey | undefined;
  useEffect(() => {
    if (event === undefined || jwk === undefined) return;
    rememberEvent(eventId, { ...partOf(event), jwk });
    // A device that keeps nothing goes on while the screen is open.
    keepDoor().catch(() => undefined);
  }, [event, jwk]);
  return event && jwk ? { ...partOf(event), jwk } : knownEvent(eventId);
}

const partOf = ({ name, timeZone, ticketTypes }: Omit<KnownEvent, 'jwk'>) => ({
  name,
  timeZone,
  ticketTypes,
});

/** Keeps the files of this screen, with the reader of codes that the camera would load. */
async function keepDoor(): Promise<void> {
  if (!canKeep()) return;
  await frameReader();
  await keepShell();
}

function OpenDoor({ eventId }: { eventId: string }) {
  const text = doorTexts.value;
  const event = useKnownEvent(eventId);
  const door = useDoor(eventId);
  const name = event?.name ?? '';
  useEffect(() => {
    document.title = `${name === '' ? text.title : text.titleOf(name)} · ${texts.value.product}`;
  }, [name, text]);
  const { problem } = door.arrivals;
  if (problem?.status === 404 || problem?.status === 403)
    return (
      <Notice kind="bad">
        <p>{text.notYours}</p>
        <a class="button" href={addressOf('doors')}>
          {text.otherEvents}
        </a>
      </Notice>
    );
  const shown = { timeZone: event?.timeZone, ticketTypes: event?.ticketTypes };
  const scan = (ticket: string) => door.letIn({ ticket: ticket.trim() });
  return (
    <div class="door">
      <header class="door-head">
        <div>
          <h1>{name || text.title}</h1>
          {(door.isOnline || door.arrivals.data) && <Counts arrivals={door.arrivals.data} />}
        </div>
        <button type="button" aria-pressed={isMuted.value} onClick={() => mute(!isMuted.value)}>
          {isMuted.value ? text.unmute : text.mute}
        </button>
      </header>
      <OfflineNotice door={door} />
      <div class="door-columns">
        <div>
          <VerdictPanel scan={door.scans[0]} event={shown} />
          <Camera onCode={scan} />
          <CodeForm onCode={scan} />
          <RecentScans door={door} event={shown} />
        </div>
        <div>
          <FindByName door={door} event={shown} />
          <OfflineScans door={door} event={shown} />
        </div>
      </div>
    </div>
  );
}

function OfflineNotice({ door }: { door: Door }) {
  if (door.isOnline) return null;
  return (
    <div class="notice note" role="status">
      <p>{doorTexts.value.offline}</p>
    </div>
  );
}

function Counts({ arrivals }: { arrivals: Arrivals | undefined }) {
  const text = doorTexts.value;
  if (arrivals === undefined) return <p class="muted">{texts.value.loading}</p>;
  const { checkedIn, confirmed } = arrivals;
  const says = text.arrived(checkedIn, confirmed);
  return (
    <div class="counts">
      <p>
        <strong>{says}</strong> <span class="muted">{text.expected(confirmed - checkedIn)}</span>
      </p>
      <progress value={checkedIn} max={Math.max(confirmed, 1)} aria-label={says} />
    </div>
  );
}
