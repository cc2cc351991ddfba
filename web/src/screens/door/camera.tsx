/** Scans with the camera of the device. A code that stays in the picture is read once. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Notice } from '../../parts/form.tsx';
import { doorTexts } from '../../texts/door-texts.ts';
import { frameReader } from './read-frames.ts';

type State = 'off' | 'starting' | 'on' | 'refused' | 'missing' | 'insecure';

const LOOK_MS = 120;
/** A code that is out of the picture for so long may come again. */
const GONE_MS = 2_500;

const WANTED = { video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } };

/** @returns what passes on each code that was not in the picture just before. */
function onceEach(onCode: (code: string) => void): (code: string) => void {
  const lastSeen = new Map<string, number>();
  return (code) => {
    const now = performance.now();
    const isNew = now - (lastSeen.get(code) ?? Number.NEGATIVE_INFINITY) > GONE_MS;
    lastSeen.set(code, now);
    if (isNew) onCode(code);
  };
}

/** Keeps the screen from going dark, where the browser can; it lets go by itself when the page is hidden. */
async function stayAwake(signal: AbortSignal): Promise<void> {
  const lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
  if (signal.aborted) lock?.release();
  else signal.addEventListener('abort', () => lock?.release());
}

/** Reads from a stream until the signal ends it. */
async function readStream(
  video: HTMLVideoElement,
  stream: MediaStream,
  onCode: (code: string) => void,
  signal: AbortSignal,
): Promise<void> {
  video.srcObject = stream;
  const [read] = await Promise.all([frameReader(), video.play()]);
  const pass = onceEach(onCode);
  stayAwake(signal);
  while (!signal.aborted) {
    const code = await read(video).catch(() => undefined);
    if (code !== undefined && !signal.aborted) pass(code.trim());
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function useCamera(onCode: (code: string) => void) {
  const [state, setState] = useState<State>('off');
  const video = useRef<HTMLVideoElement>(null);
  const current = useRef(onCode);
  current.current = onCode;
  const leave = useRef(new AbortController());
  const stop = () => {
    leave.current.abort();
    setState('off');
  };
  const start = async () => {
    if (navigator.mediaDevices === undefined) return setState('insecure');
    leave.current = new AbortController();
    const { signal } = leave.current;
    setState('starting');
    try {
      const stream = await navigator.mediaDevices.getUserMedia(WANTED);
      const end = () => {
        for (const track of stream.getTracks()) track.stop();
      };
      signal.addEventListener('abort', end);
      if (signal.aborted || video.current === null) return end();
      // The phone took the camera away, for a call.
      stream.getVideoTracks()[0]?.addEventListener('ended', stop);
      setState('on');
      await readStream(video.current, stream, (code) => current.current(code), signal);
    } catch (error) {
      leave.current.abort();
      setState((error as Error).name === 'NotAllowedError' ? 'refused' : 'missing');
    }
  };
  useEffect(() => () => leave.current.abort(), []);
  return { state, video, start, stop };
}

export function Camera({ onCode }: { onCode: (code: string) => void }) {
  const { camera } = doorTexts.value;
  const { state, video, start, stop } = useCamera(onCode);
  const isRunning = state === 'on' || state === 'starting';
  return (
    <div class="camera">
      <div class="camera-picture" hidden={!isRunning}>
        <video ref={video} muted playsInline aria-label={camera.picture} />
      </div>
      {isRunning || state === 'off' ? null : <Notice kind="bad">{camera[state]}</Notice>}
      {isRunning ? (
        <button type="button" class="wide" onClick={stop}>
          {state === 'starting' ? camera.starting : camera.stop}
        </button>
      ) : (
        <button type="button" class="primary wide" onClick={start}>
          {camera.start}
        </button>
      )}
    </div>
  );
}
