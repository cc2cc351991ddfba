/** `npm start`: the service on this machine, for trying it out. */

import { ensureAdmin } from './local/first-admin.ts';
import { startService } from './local/service.ts';

const DEFAULT_PORT = 3000;

/** As one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const dataDirectory = process.env['DATA_DIR'] ?? '.boxoffice';
const started = performance.now();
try {
  const service = await startService({
    port: Number(process.env['PORT'] ?? DEFAULT_PORT),
    dataDirectory: dataDirectory === '' ? undefined : dataDirectory,
  });
  const admin = await ensureAdmin(dataDirectory === '' ? undefined : dataDirectory);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`Boxoffice is ready on ${service.url} (loopback only) after ${seconds} s. Ctrl-C ends it.

Data:   ${dataDirectory === '' ? 'in memory, gone when it ends' : dataDirectory}
Admin:  ${admin.email}  ${admin.password ?? '(the password it was created with)'}

Three requests to try:

  TOKEN=$(curl -s ${service.url}/v1/auth/login -H 'content-type: application/json' \\
    -d ${quoted(JSON.stringify({ email: admin.email, password: admin.password ?? '...' }))} | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')

  EVENT=$(curl -s ${service.url}/v1/events -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -d '{"name":"First night","startsAt":"2030-01-01T20:00:00Z","capacity":2}' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')

  curl -s ${service.url}/v1/events/$EVENT/bookings -H "authorization: Bearer $TOKEN" \\
    -H 'content-type: application/json' -d '{"quantity":1}'
`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      service.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  const port = process.env['PORT'] ?? DEFAULT_PORT;
  console.error(
    isTaken ? `Port ${port} is taken. Try PORT=${Number(port) + 1} npm start` : (error as Error).message,
  );
  process.exit(1);
}
