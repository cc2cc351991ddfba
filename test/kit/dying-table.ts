/** A table whose process dies at one of its calls. */
import { Busy } from '../../functions/domain/model/refusal.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { TABLE_NAME } from './boxoffice.ts';
import { strictTable } from './strict-table.ts';

/**
 * A table whose process dies at its call number `index`, before or after the call takes effect. `isCounted`: which calls
 * count, by the name of their command; by default all.
 */
export function dyingTable(
  index: number,
  moment: 'before' | 'after',
  isCounted: (command: string) => boolean = () => true,
): { table: Table; died: () => boolean } {
  const table = strictTable(TABLE_NAME);
  let calls = 0;
  let isDead = false;
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (isCounted(commandName)) calls += 1;
        const dies = isCounted(commandName) && calls === index;
        if (isDead || (dies && moment === 'before')) {
          isDead = true;
          throw new Busy('The process died.');
        }
        const answer = await next(args);
        if (dies) {
          isDead = true;
          throw new Busy('The process died.');
        }
        return answer;
      },
    { step: 'initialize', name: 'die' },
  );
  return { table, died: () => isDead };
}
