/** The service process of a test: on data of the test's own, with an admin whose password is known. */
import { namedEngines, prepareSdk } from '../../bin/local/engines.ts';
import { removeQueues, removeTable } from '../../bin/local/resources.ts';
import { endServiceProcesses as end, startServiceProcess as start } from '../../bin/local/service-process.ts';
import { TABLE_NAME } from './stage.ts';

export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' };

export type ServiceProcess = { url: string; kill: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void> };

const names = new Set<string>();

/**
 * SIGKILL takes an embedded engine down with the service. `dataDirectory` '' is in memory. An engine that the
 * environment names remembers tables by their name alone, so what is in memory gets another name each time.
 */
export async function startServiceProcess(dataDirectory: string): Promise<ServiceProcess> {
  const { email: ADMIN_EMAIL, password: ADMIN_PASSWORD } = ADMIN;
  const name = dataDirectory === '' ? `${TABLE_NAME}-${names.size}` : TABLE_NAME;
  names.add(name);
  const variables = { DATA_DIR: dataDirectory, TABLE_NAME: name, ADMIN_EMAIL, ADMIN_PASSWORD };
  const service = start({ ...namedEngines(), ...variables });
  const url = await service.ready;
  return { url, kill: (signal) => (signal === 'SIGKILL' ? service.killAll() : service.stop()) };
}

/** Ends what was left running, and removes what is left on engines that the environment names. */
export async function endServiceProcesses(): Promise<void> {
  end();
  prepareSdk();
  for (const name of names) await removeTable(name);
  for (const name of names) await removeQueues(name);
}
