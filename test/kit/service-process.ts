/** The service process of a test: on data of the test's own, with an admin whose password is known. */
import { startServiceProcess as start } from '../../bin/local/service-process.ts';

export { endServiceProcesses } from '../../bin/local/service-process.ts';

export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' };

export type ServiceProcess = { url: string; kill: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void> };

/** SIGKILL takes the engine down with the service. `dataDirectory` '' is in memory. */
export async function startServiceProcess(dataDirectory: string): Promise<ServiceProcess> {
  const { email: ADMIN_EMAIL, password: ADMIN_PASSWORD } = ADMIN;
  const service = start({ DATA_DIR: dataDirectory, ADMIN_EMAIL, ADMIN_PASSWORD });
  const url = await service.ready;
  return { url, kill: (signal) => (signal === 'SIGKILL' ? service.killAll() : service.stop()) };
}
