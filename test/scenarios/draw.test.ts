/** A concert whose first minute is drawn: from its announcement to the proof, and what its organizer can change when. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { table } from '../../functions/compose.ts';
import { receiptFaults } from '../../functions/domain/bookings/receipt.ts';
import { eventStore } from '../../functions/store/events.ts';
import { expectFaults, expectProblem } from '../api/answers.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';
import { type ServiceClock, serviceClock } from '../kit/service-clock.ts';

let it: TestService;
let clock: ServiceClock;
beforeAll(async () => {
  clock = serviceClock();
  it = await aService();
});
afterAll(async () => {
  await it.stop();
  clock.restore();
});

const iso = (instant: number) => new Date(instant).toISOString();

type Made = { id: string; organizer: Person; opensAt: number };

/** Sales open in two minutes, with a window of a minute. */
async function aConcert(fields: Record<string, unknown> = {}): Promise<Made> {
  const opensAt = Date.now() + 120_000;
  const draw = { windowSeconds: 60 };
  return { ...(await it.anEvent({ capacity: 3, salesOpenAt: iso(opensAt), draw, ...fields })), opensAt };
}

/** Everything that anybody was answered. */
const told: string[] = [];

async function call(request: ApiCall): Promise<ApiAnswer> {
  const answer = await it.call(request);
  told.push(JSON.stringify(answer.body));
  return answer;
}

const path = ({ id }: Pick<Made, 'id'>, rest = '') => `/v1/events/${id}${rest}`;
const read = (event: Made, rest: string, { token }: Person) => call({ path: path(event, rest), token });
const book = (event: Made, { token }: Person, body: object = {}) =>
  call({ path: path(event, '/bookings'), token, body: { quantity: 1, ...body } });
const change = (event: Made, body: object) =>
  call({ method: 'PATCH', path: path(event), token: event.organizer.token, body });
const publish = (event: Made) =>
  call({ method: 'POST', path: path(event, '/publish'), token: event.organizer.token });

describe('A concert whose first minute is drawn', () => {
  test('is won by chance, and everybody can check that', async () => {
    // Under `skip` all three tickets are given out, wherever the booking of two is drawn.
    const concert = await aConcert({ waitlist: { policy: 'skip' } });
    const { id, organizer, opensAt } = concert;
    const fans = await Promise.all(Array.from({ length: 6 }, () => it.aPerson()));
    const announced = (await call({ path: path(concert) })).body;
    expect(announced.draw).toEqual({
      windowSeconds: 60,
      endsAt: iso(opensAt + 60_000),
      drawnAt: iso(opensAt + 65_000),
      seedHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(announced.availability).toMatchObject({ state: 'not-open', available: 0, booked: 0, waiting: 0 });
    expectProblem(await book(concert, fans[0] as Person), 409, 'sales-not-open');

    // Everybody asks in the first minute, a machine in its first moment.
    clock.set(opensAt + 1);
    const asked: ApiAnswer[] = [];
    for (const fan of fans) asked.push(await book(concert, fan));
    const [machine, second] = fans as [Person, Person];
    for (const { status, body } of asked) {
      expect([status, body.status, body.drawnAt]).toEqual([202, 'waitlisted', announced.draw.drawnAt]);
      expect(body).not.toHaveProperty('position');
    }
    const ids = asked.map(({ body }) => body.id);
    expectProblem(await book(concert, await it.aPerson(), { onSoldOut: 'reject' }), 409, 'draw-is-open');

    // To leave and to ask again is possible, and nobody learns whether it helped.
    await call({ path: path(concert, `/bookings/${ids[0]}/cancel`), token: machine.token, body: {} });
    ids[0] = (await book(concert, machine)).body.id;
    const replaced = ids[1];
    ids[1] = (await book(concert, second, { quantity: 2, replaces: replaced })).body.id;
    for (const [index, fan] of fans.entries()) {
      const own = (await read(concert, `/bookings/${ids[index]}`, fan)).body;
      expect(own).toMatchObject({ status: 'waitlisted', drawnAt: announced.draw.drawnAt });
      expect(own).not.toHaveProperty('position');
      expect(own.lookAgainInSeconds).toBeGreaterThan(60);
      const receipt = (await read(concert, `/bookings/${ids[index]}/receipt`, fan)).body;
      expect(receipt).not.toHaveProperty('position');
      expect(receipt).not.toHaveProperty('drawnArrivalAt');
      await call({ path: '/v1/bookings', token: fan.token });
    }

    // The organizer sees who takes part, in the order in which they asked.
    const { body: waiting } = await read(concert, '/bookings?status=waitlisted&limit=4', organizer);
    const { body: rest } = await read(
      concert,
      `/bookings?status=waitlisted&limit=4&cursor=${waiting.nextCursor}`,
      organizer,
    );
    const listed = [...waiting.items, ...rest.items];
    expect(listed.map((booking: { id: string }) => booking.id)).toEqual([...ids.slice(2), ids[0], ids[1]]);
    for (const booking of listed) expect(booking).not.toHaveProperty('position');
    expect(Buffer.from(waiting.nextCursor, 'base64url').toString()).toContain('"arrivedAfter"');
    expect((await read(concert, '/waitlist', organizer)).body).toMatchObject({
      because: 'drawing',
      unassigned: 3,
    });
    expect((await read(concert, '', organizer)).body.availability).toMatchObject({
      state: 'drawing',
      available: 0,
      booked: 0,
      waiting: 6,
    });
    const drawing = await call({ path: '/v1/events?state=drawing' });
    expect(drawing.body.items.map((event: { id: string }) => event.id)).toEqual([id]);
    const audit = (await read(concert, '/audit', organizer)).body;
    expect(audit.findings.filter(({ holds }: { holds: boolean | null }) => holds === false)).toEqual([]);

    // The window ends, and the tickets are given out without anybody's request.
    clock.set(opensAt + 65_000);
    const stateOf = async () => (await read(concert, '', organizer)).body.availability;
    await eventually(async () => (await stateOf()).booked === 3, 15_000);
    const outcome = await Promise.all(
      fans.map(async (fan, index) => (await read(concert, `/bookings/${ids[index]}`, fan)).body),
    );
    const losers = outcome.filter(({ status }) => status === 'waitlisted');
    expect(losers.map(({ position }) => position).sort()).toEqual(losers.map((_, index) => index + 1));
    const { draw } = (await eventStore(table()).read(id)) ?? {};
    for (const answer of told) expect(answer).not.toContain(draw?.seed);

    // A minute later everybody can check the draw.
    clock.set(opensAt + 121_000);
    const after = (await call({ path: path(concert) })).body.draw;
    expect(after).toEqual({ ...announced.draw, seed: draw?.seed });
    const hash = createHash('sha256').update(Buffer.from(after.seed, 'hex')).digest('hex');
    expect(hash).toBe(announced.draw.seedHash);
    for (const [index, fan] of fans.entries()) {
      const receipt = (await read(concert, `/bookings/${ids[index]}/receipt`, fan)).body;
      expect(receipt.draw).toEqual({
        salesOpenAt: iso(opensAt),
        windowSeconds: 60,
        seedHash: hash,
        seed: after.seed,
      });
      expect(receiptFaults(receipt, receipt.items)).toEqual([]);
    }
    const proof = (await read(concert, '/audit', organizer)).body;
    expect(proof.holds).toBe(true);
    expect(proof.findings).toContainEqual({
      guarantee: 'FairDraw',
      holds: true,
      evidence: '8 bookings of the window have drawn arrivals',
      offenders: [],
      offending: 0,
    });
  });
});

describe('What a draw needs', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a stated opening of sales', { salesOpenAt: undefined }, '/salesOpenAt'],
    ['an opening in the future', { salesOpenAt: '2020-01-01T00:00:00Z' }, '/salesOpenAt'],
    ['a window of ten seconds', { draw: { windowSeconds: 9 } }, '/draw/windowSeconds'],
    ['a window of a day at most', { draw: { windowSeconds: 86_401 } }, '/draw/windowSeconds'],
    ['a waitlist', { waitlist: { enabled: false } }, '/waitlist/enabled'],
    ['a waitlist without a limit', { waitlist: { limit: 100 } }, '/draw'],
  ])('is %s', async (_, fields, pointer) => {
    const { token } = await it.aPerson('organizer');
    const opensAt = iso(Date.now() + 120_000);
    const event = { name: 'Concert', startsAt: '2099-01-01T20:00:00Z', capacity: 3, salesOpenAt: opensAt };
    const body = JSON.parse(JSON.stringify({ ...event, draw: { windowSeconds: 60 }, ...fields }));
    expectFaults(await it.call({ path: '/v1/events', token, body }), pointer);
  });

  test('is ten minutes of sales after its window', async () => {
    const { token } = await it.aPerson('organizer');
    const opensAt = Date.now() + 120_000;
    const event = {
      name: 'Concert',
      startsAt: '2099-01-01T20:00:00Z',
      capacity: 3,
      draw: { windowSeconds: 60 },
    };
    const closing = (salesCloseAt: number) =>
      it.call({
        path: '/v1/events',
        token,
        body: { ...event, salesOpenAt: iso(opensAt), salesCloseAt: iso(salesCloseAt) },
      });
    expectFaults(await closing(opensAt + 660_000 - 1), '/salesCloseAt');
    expect((await closing(opensAt + 660_000)).status).toBe(201);
  });
});

describe('The organizer of a draw', () => {
  test('moves its opening until a minute before, and never the draw', async () => {
    const concert = await aConcert();
    expectFaults(await change(concert, { draw: { windowSeconds: 10 } }), '/draw');
    expect((await change(concert, { capacity: 2 })).status).toBe(200);
    expectFaults(await change(concert, { salesOpenAt: null }), '/salesOpenAt');
    expectFaults(await change(concert, { salesOpenAt: '2020-01-01T00:00:00Z' }), '/salesOpenAt');
    expectFaults(await change(concert, { salesOpenAt: iso(Date.now() + 59_000) }), '/salesOpenAt');
    expectFaults(await change(concert, { salesCloseAt: iso(concert.opensAt + 60_000) }), '/salesCloseAt');
    expectFaults(await change(concert, { waitlist: { enabled: false } }), '/waitlist/enabled');
    const opensAt = concert.opensAt + 30_000;
    const { status, body } = await change(concert, { salesOpenAt: iso(opensAt) });
    expect([status, body.draw.drawnAt]).toEqual([200, iso(opensAt + 65_000)]);
    clock.set(opensAt - 59_000);
    expectFaults(await change(concert, { salesOpenAt: iso(opensAt + 3_600_000) }), '/salesOpenAt');
    clock.set(opensAt + 1);
    expectFaults(await change(concert, { salesOpenAt: iso(opensAt + 3_600_000) }), '/salesOpenAt');
    expect((await change(concert, { capacity: 'unlimited' })).body).toMatchObject({
      availability: { state: 'drawing', available: 0, booked: 0 },
    });
    expectFaults(await change(concert, { capacity: 3 }), '/capacity');
    clock.set(opensAt + 65_000);
    expect((await change(concert, { waitlist: { enabled: false }, capacity: 3 })).status).toBe(200);
  });

  test('prepares it as a draft, which is published before its sales open, and keeps its seed', async () => {
    const draft = await aConcert({ isDraft: true });
    const { seedHash } = (await read(draft, '', draft.organizer)).body.draw;
    clock.set(draft.opensAt + 200_000);
    expectFaults(await publish(draft), '/salesOpenAt');
    expect((await read(draft, '', draft.organizer)).body.draw).not.toHaveProperty('seed');
    const opensAt = Date.now() + 100_000;
    expect((await change(draft, { salesOpenAt: iso(opensAt) })).status).toBe(200);
    expect((await publish(draft)).body.draw).toMatchObject({ seedHash, endsAt: iso(opensAt + 60_000) });
    clock.set(opensAt + 1);
    expect((await book(draft, await it.aPerson())).body).toMatchObject({ drawnAt: iso(opensAt + 65_000) });
  });

  test('copies it with a new seed, and a repeat of the copy has the same one', async () => {
    const concert = await aConcert();
    const copy = () =>
      it.call({
        path: path(concert, '/copies'),
        token: concert.organizer.token,
        headers: { 'idempotency-key': 'second-night' },
        body: { startsAt: '2099-01-08T20:00:00Z' },
      });
    const [one, again] = [await copy(), await copy()];
    const { draw } = (await call({ path: path(concert) })).body;
    expect(one.body).toMatchObject({ isDraft: true, draw: { windowSeconds: 60 } });
    expect(one.body.draw.seedHash).not.toBe(draw.seedHash);
    expect(again.body.draw).toEqual(one.body.draw);
  });
});
