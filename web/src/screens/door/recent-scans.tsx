/** The last scans, and the way to undo each. */
import { useState } from 'preact/hooks';
import { clockTime } from '../../parts/times.ts';
import { doorTexts } from '../../texts/door-texts.ts';
import type { DoorEvent } from './device-memory.ts';
import { UndoForm } from './undo-form.tsx';
import type { Door, Scan } from './use-door.ts';
import { lookOf, Sign, sayMore, typesOf, whoOf } from './verdict-panel.tsx';

export function RecentScans({ door, event }: { door: Door; event: DoorEvent }) {
  const text = doorTexts.value;
  if (door.scans.length === 0) return null;
  return (
    <section>
      <h2>{text.recent}</h2>
      <ul class="scans">
        {door.scans.map((scan) => (
          <Row key={scan.key} door={door} scan={scan} event={event} />
        ))}
      </ul>
    </section>
  );
}

/** Whether there is a check-in to undo. One that is not handed in yet has to be handed in first. */
function canUndo({ verdict }: Scan): boolean {
  return verdict.kind === 'already' || (verdict.kind === 'in' && !verdict.isOffline);
}

function Row({ door, scan, event }: { door: Door; scan: Scan; event: DoorEvent }) {
  const text = doorTexts.value;
  const [isAsking, setAsking] = useState(false);
  const who = whoOf(scan) || text.says[scan.verdict.kind];
  return (
    <li class={`scan ${lookOf(scan)}`}>
      <Sign look={lookOf(scan)} />
      <div class="scan-text">
        <strong>{text.says[scan.verdict.kind]}</strong>{' '}
        {[whoOf(scan), typesOf(scan, event)].filter(Boolean).join(' · ')}
        <span class="muted">
          {clockTime(scan.at, event)} {sayMore(scan, event)}
        </span>
      </div>
      {canUndo(scan) && door.isOnline && !isAsking && (
        <button type="button" aria-label={text.undoOf(who)} onClick={() => setAsking(true)}>
          {text.undo}
        </button>
      )}
      {isAsking && canUndo(scan) && (
        <UndoForm door={door} target={scan.target} who={who} close={() => setAsking(false)} />
      )}
    </li>
  );
}
