/** A sound for each kind of answer, which differ in height and rhythm. They can be muted. */
import { signal } from '@preact/signals';
import { readStored, writeStored } from '../../parts/stored.ts';
import type { Verdict } from './check-in.ts';

const STORED = 'boxoffice.door.muted';
export const isMuted = signal(readStored(STORED) === true);

export function mute(muted: boolean): void {
  isMuted.value = muted;
  writeStored(STORED, muted || undefined);
}

/** Tones after each other: the height in Hz and the length in seconds. */
const GOOD = [
  [660, 0.09],
  [990, 0.16],
] as const;
const AGAIN = [
  [330, 0.14],
  [330, 0.14],
  [330, 0.14],
] as const;
const BAD = [[150, 0.55]] as const;
const PAUSE_SECONDS = 0.04;
const VOLUME = 0.25;

const silent: Verdict['kind'][] = ['checking', 'undone'];

let context: AudioContext | undefined;

export function play(kind: Verdict['kind']): void {
  if (isMuted.value || silent.includes(kind)) return;
  const tones = kind === 'in' ? GOOD : kind === 'already' ? AGAIN : BAD;
  context ??= new AudioContext();
  context.resume().catch(() => undefined);
  let at = context.currentTime;
  for (const [height, seconds] of tones) {
    const tone = new OscillatorNode(context, { frequency: height, type: kind === 'in' ? 'sine' : 'square' });
    tone.connect(new GainNode(context, { gain: VOLUME })).connect(context.destination);
    tone.start(at);
    tone.stop(at + seconds);
    at += seconds + PAUSE_SECONDS;
  }
}
