/** The last scans, and the way to undo each. */
import { useState } from 'preact/hooks';
import type { Event } from '../../parts/event-summary.tsx';
import { clockTime } from '../../parts/times.ts';
import { doorTexts } from '../../texts/door-texts.ts';
import { UndoForm } from './undo-form.tsx';
import type { Door, Scan } from './use-door.ts';
import { lookOf, Sign, sayMore, whoOf } from './verdict-panel.tsx';

type Zone = Pick<Event, 'timeZone'>;

export function RecentScans({ door, zone }: { door: Door; zone: Zone }) {
  const text = doorTexts.value;
  if (door.scans.length === 0) return null;
  return (
    <section>
      <h2>{text.recent}</h2>
      <ul class="scans">
        {door.scans.map((scan) => (
          <Row key={scan.key} door={door} scan={scan} zone={zone} />
        ))}
      </ul>
    </section>
  );
}

/** Whether there is a check-in to undo. One that is not handed in yet has to be handed in first. */
function canUndo({ verdict }: Scan): boolean {
  return verdict.kind === 'already' || (verdict.kind === 'in' && !verdict.isOffline);
}

function Row({ door, scan, zone }: { door: Door; scan: Scan; zone: Zone }) {
  const text = doorTexts.value;
  const [isAsking, setAsking] = useState(false);
  const who = whoOf(scan) || text.says[scan.verdict.kind];
  return (
    <li class={`scan ${lookOf(scan)}`}>
      <Sign look={lookOf(scan)} />
      <div class="scan-text">
        <strong>{text.says[scan.verdict.kind]}</strong> {whoOf(scan)}
        <span class="muted">
          {clockTime(scan.at, zone)} {sayMore(scan, zone)}
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
