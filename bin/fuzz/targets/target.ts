/** The type of a target, and how one is made from a scene. */
import type { DescribedRoute } from '../../../functions/http/openapi/operation.ts';
import type { Caller } from '../callers.ts';
import { type Booked, book, type Scene, type Stage } from '../scene.ts';

/**
 * What a request is aimed at. `path`: the parameters of the path. `fields`: values of the fields of a body, at any depth,
 * by their names. `token`: the caller's.
 */
export type Target = { path: Record<string, string>; fields: Record<string, unknown>; token?: string };

/** Makes a target. `turn`: how many were made before it for the operation and the caller. */
export type TargetMaker = (stage: Stage, caller: Caller, turn: number) => Promise<Target>;

/** Targets of some operations. */
export type TargetTable = { [Name in DescribedRoute]?: TargetMaker };

type Parts = { path?: Record<string, string>; fields?: Record<string, unknown>; booked?: Booked };

/** Aims the caller of a scene. A guest acts with the token of `booked`, or of a booking of its own. */
export async function aim(
  stage: Stage,
  scene: Scene,
  { path = {}, fields = {}, booked }: Parts,
): Promise<Target> {
  const token = scene.caller === 'guest' ? (booked ?? (await book(stage, scene))).token : scene.self?.token;
  return { path, fields, ...(token !== undefined && { token }) };
}

/** Aims the caller of a scene at a booking. */
export function aimAtBooking(
  stage: Stage,
  scene: Scene,
  booked: Booked,
  parts: Omit<Parts, 'booked'> = {},
): Promise<Target> {
  const path = { eventId: scene.eventId, bookingId: booked.id, ...parts.path };
  return aim(stage, scene, { ...parts, path, booked });
}

/** @returns the maker whose turn it is, so that all of them come up. */
export function oneOf(...makers: [TargetMaker, ...TargetMaker[]]): TargetMaker {
  return (stage, caller, turn) => (makers[turn % makers.length] ?? makers[0])(stage, caller, turn);
}
