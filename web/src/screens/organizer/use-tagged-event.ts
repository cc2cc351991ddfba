/** An event with the tag of what was read, which a change sends as `If-Match`. */
import { api } from '../../api/client.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { useAnswer } from '../../parts/use-answer.ts';

export type TaggedEvent = { event: Event; tag: string };

const SELLING_SECONDS = 3;
const OTHER_SECONDS = 15;

async function readTagged(eventId: string) {
  const { data, ...answer } = await api.GET('/v1/events/{eventId}', { params: { path: { eventId } } });
  if (data === undefined) return answer;
  return { ...answer, data: { event: data, tag: answer.response.headers.get('etag') ?? '*' } };
}

/** Reads the event again while it sells, with `looksAgain`. */
export function useTaggedEvent(eventId: string, looksAgain: boolean) {
  const nextLook = ({ event: { availability } }: TaggedEvent) =>
    ['on-sale', 'sold-out', 'drawing'].includes(availability.state) ? SELLING_SECONDS : OTHER_SECONDS;
  return useAnswer<TaggedEvent>(
    () => readTagged(eventId),
    [eventId],
    looksAgain ? nextLook : () => undefined,
  );
}
