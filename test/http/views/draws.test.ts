/** The seed of a draw is in no answer, list or webhook before it is published. */
import { expect, test } from '@jest/globals';
import { availabilityOf } from '../../../functions/domain/model/availability.ts';
import { hashOfSeed, seedPublishedAt } from '../../../functions/domain/model/draw.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import { newWaitlist } from '../../../functions/domain/model/new-waitlist.ts';
import { newShards } from '../../../functions/domain/model/shard.ts';
import { eventView, taggedEvent } from '../../../functions/http/views/events.ts';
import { webhookMessage } from '../../../functions/http/views/webhooks.ts';
import { aSoundEvent } from '../../kit/sound-event.ts';

const SEED = 'ab'.repeat(32);
const draw = { windowSeconds: 60, seed: SEED, seedHash: hashOfSeed(SEED) };

function textsOf(event: Event, now: number): string[] {
  const availability = availabilityOf(event, newShards(event), newWaitlist(event), now);
  const changed = { type: 'event.changed' as const, entry: 1, at: now };
  return [
    JSON.stringify(eventView(event, availability, now)),
    taggedEvent(event, availability, now).text,
    taggedEvent(event, undefined, now).text,
    JSON.stringify(webhookMessage(changed, { event }, now)),
  ];
}

test('the seed is shown from its publication on, and never of a draft', () => {
  const { event } = aSoundEvent('e', { draw });
  const publishedAt = seedPublishedAt(event) ?? 0;
  for (const text of textsOf(event, publishedAt - 1)) {
    expect(text).not.toContain(SEED);
    expect(text).toContain(draw.seedHash);
  }
  for (const text of textsOf(event, publishedAt)) expect(text).toContain(`"seed":"${SEED}"`);
  for (const text of textsOf({ ...event, isDraft: true }, publishedAt)) expect(text).not.toContain(SEED);
});
