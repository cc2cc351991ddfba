/**
 * Starts the service as a process of its own, with the data directory of a test and an admin of known
 * password.
 */
import { namedEngines, prepareSdk } from '../../bin/local/engines.ts';
import { removeQueues, removeTable } from '../../bin/local/resources.ts';
import { endServiceProcesses as end, startServiceProcess as start } from '../../bin/local/service-process.ts';
import { TABLE_NAME } from './boxoffice.ts';

export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' };

export type ServiceProcess = { url: string; kill: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void> };

const names = new Set<string>();

/**
 * Starts the service and waits until it is ready. SIGKILL also kills an embedded engine. `dataDirectory` ''
 * keeps the data in memory. An engine that the environment names keeps tables by name, so that each in-memory
 * service gets a table name of its own. `settings`: further variables of the service.
 */
export async function startServiceProcess(
  dataDirectory: string,
  settings: Record<string, string> = {},
): Promise<ServiceProcess> {
  const { email: ADMIN_EMAIL, password: ADMIN_PASSWORD } = ADMIN;
  const name = dataDirectory === '' ? `${TABLE_NAME}-${names.size}` : TABLE_NAME;
  names.add(name);
  // Tests send more from one account than people do.
  const limits = { RATE_LIMITS: 'off' };
  const variables = { ...limits, DATA_DIR: dataDirectory, TABLE_NAME: name, ADMIN_EMAIL, ADMIN_PASSWORD };
  const service = start({ ...namedEngines(), ...variables, ...settings });
  const url = await service.ready;
  return { url, kill: (signal) => (signal === 'SIGKILL' ? service.killAll() : service.stop()) };
}

/**
 * Ends the processes that still run, and removes their tables and queues from engines that the environment
 * names.
 */
export async function endServiceProcesses(): Promise<void> {
  end();
  prepareSdk();
  for (const name of names) await removeTable(name);
  for (const name of names) await removeQueues(name);
}
