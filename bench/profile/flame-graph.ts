/**
 * Draws samples as a flame graph in SVG: a frame lies below its caller and is as wide as its processor time.
 */

import type { Sample } from './cpu-profile.ts';
import { type Node, ownerOf } from './owners.ts';

const WIDTH = 1200;
const ROW = 17;
const TOP = 56;
/** Frames with a smaller share of the time are left out, with the functions they call. */
const LEAST_SHARE = 0.005;
const CHARACTER = 6.2;

const COLOURS: [RegExp, string][] = [
  [/^own/, '#f28e5c'],
  [/^SDK: signing/, '#8fb8de'],
  [/^SDK/, '#aecbe8'],
  [/^Node/, '#d5d8de'],
  [/^garbage/, '#c9a7d8'],
  [/^local/, '#e3e0b0'],
  [/^/, '#a9d8b0'],
];

type Frame = { name: string; owner: string; ms: number; children: Map<string, Frame> };

function nameOf({ functionName, url }: Node['frame']): string {
  const file = url.replace(/^.*\/(?=[^/]*$)/, '');
  return `${functionName || '(anonymous)'}${file === '' ? '' : ` ${file}`}`;
}

function stackOf(node: Node): Node[] {
  const stack: Node[] = [];
  for (let at: Node | undefined = node; at?.parent !== undefined; at = at.parent) stack.unshift(at);
  return stack;
}

function gather(samples: Sample[]): Frame {
  const root: Frame = { name: 'all', owner: 'Node', ms: 0, children: new Map() };
  for (const { node, ms } of samples) {
    let at = root;
    at.ms += ms;
    for (const step of stackOf(node)) {
      const name = nameOf(step.frame);
      const owner = ownerOf(step);
      const key = `${owner} ${name}`;
      const next = at.children.get(key) ?? { name, owner, ms: 0, children: new Map() };
      next.ms += ms;
      at.children.set(key, next);
      at = next;
    }
  }
  return root;
}

const escapeText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export function drawFlameGraph(samples: Sample[], title: string, subtitle: string): string {
  const root = gather(samples);
  const boxes: string[] = [];
  let depthMost = 0;
  const draw = (frame: Frame, depth: number, x: number) => {
    depthMost = Math.max(depthMost, depth);
    const width = (frame.ms / root.ms) * WIDTH;
    const y = TOP + depth * ROW;
    const colour = COLOURS.find(([pattern]) => pattern.test(frame.owner))?.[1];
    const fits = Math.floor((width - 6) / CHARACTER);
    const label = frame.name.length <= fits ? frame.name : `${frame.name.slice(0, Math.max(fits - 1, 0))}…`;
    const share = ((frame.ms / root.ms) * 100).toFixed(1);
    boxes.push(
      `<g><title>${escapeText(`${frame.name} (${frame.owner}) ${share} %`)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(width - 0.5, 0.5).toFixed(1)}" height="${ROW - 1}" fill="${colour}"/>${fits > 3 ? `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${escapeText(label)}</text>` : ''}</g>`,
    );
    let left = x;
    for (const child of [...frame.children.values()].sort((a, b) => b.ms - a.ms)) {
      if (child.ms / root.ms < LEAST_SHARE) continue;
      draw(child, depth + 1, left);
      left += (child.ms / root.ms) * WIDTH;
    }
  };
  draw(root, 0, 0);
  const height = TOP + (depthMost + 1) * ROW + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="ui-monospace, monospace" font-size="10">
<rect width="100%" height="100%" fill="#fff"/>
<text x="8" y="24" font-size="16" font-weight="700" font-family="system-ui, sans-serif">${escapeText(title)}</text>
<text x="8" y="43" font-size="12" fill="#556" font-family="system-ui, sans-serif">${escapeText(subtitle)}</text>
${boxes.join('\n')}
</svg>
`;
}
