/** The schedule's target: sends again what a crash between a write and its message left behind. */
import { log, sweepPorts } from '../compose.ts';
import { sweepAttention } from '../domain/sweep-attention.ts';

const ports = sweepPorts();

export async function handler(): Promise<void> {
  const sent = await sweepAttention(ports);
  if (sent > 0) log.warn('The sweep found work that no message had brought.', { sent });
}
