/** `npm start`: runs the service on this machine to try it out, and prints an admin and three requests. */
import { type AdminCredentials, ensureAdmin } from './local/first-admin.ts';
import { type LocalService, startService } from './local/service.ts';
import { readSettings, type Settings } from './local/settings.ts';

/** Quotes a text as one word of a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The body of a log-in as a word of a shell. A given password is read from ADMIN_PASSWORD, not printed. */
function logInBody({ email, password }: AdminCredentials): string {
  if (password !== undefined) return quoted(JSON.stringify({ email, password }));
  const program = `JSON.stringify({ email: ${JSON.stringify(email)}, password: process.env.ADMIN_PASSWORD })`;
  return `"$(node -p ${quoted(program)})"`;
}

function greeting(url: string, admin: AdminCredentials, dataDirectory: string | undefined): string {
  const isKnown = admin.password !== undefined;
  return `
Docs:   ${url}/docs
Data:   ${dataDirectory ?? 'in memory, lost when the service ends'}
Admin:  ${admin.email}  ${admin.password ?? '(the password it was created with)'}

Three requests to try${isKnown ? '' : ', in a shell that exports ADMIN_PASSWORD'}:

  TOKEN=$(curl -s ${url}/v1/auth/login -H 'content-type: application/json' \\
    -d ${logInBody(admin)} | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')

  EVENT=$(curl -s ${url}/v1/events -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -d '{"name":"First night","startsAt":"2030-01-01T20:00:00Z","capacity":2}' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')

  curl -s ${url}/v1/events/$EVENT/bookings -H "authorization: Bearer $TOKEN" \\
    -H 'content-type: application/json' -d '{"quantity":1}'
`;
}

async function listen({ port, dataDirectory, name }: Settings): Promise<LocalService> {
  try {
    return await startService({ port, dataDirectory, name });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const other = port === 65_535 ? port - 1 : port + 1;
    if (code === 'EADDRINUSE') throw new Error(`Port ${port} is in use. Try PORT=${other} npm start`);
    if (code === 'EACCES')
      throw new Error(`You are not permitted to listen on port ${port}. Try PORT=3000 npm start`);
    throw error;
  }
}

const started = performance.now();
try {
  const settings = readSettings(process.env);
  const service = await listen(settings);
  const admin = await ensureAdmin(settings.admin, settings.dataDirectory);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`Boxoffice is ready on ${service.url} (loopback only) after ${seconds} s. Ctrl-C ends it.`);
  console.log(greeting(service.url, admin, settings.dataDirectory));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      service.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
