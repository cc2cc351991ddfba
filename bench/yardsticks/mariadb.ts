/**
 * Runs a private MariaDB server in a temporary directory, which is removed afterwards; clients connect
 * through a socket in it. The server reads no configuration of the machine, opens no port and must not affect
 * other instances. It runs with MariaDB's defaults, so that a commit is durable before it is answered.
 *
 * Can be run on its own: `node mariadb.ts` prints the socket for DATABASE_SOCKET and runs until it is
 * interrupted.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';

const START_TIMEOUT_MS = 20_000;
const POLL_INTERVAL_MS = 50;
const STOP_TIMEOUT_MS = 15_000;

/**
 * The longest path of a Unix socket that all systems allow: 104 bytes with the final zero on macOS and BSD.
 */
const SOCKET_PATH_LIMIT_BYTES = 103;

export type Mariadb = {
  /** The value for DATABASE_SOCKET. The user is root, without a password; other users have no access. */
  socketPath: string;
  pid: number;
  /** The version as the server reports it, to be recorded with the results. */
  version: string;
  /** Stops the server and removes its directory. May be called again. */
  stop: () => Promise<void>;
};

export class MariadbIsMissing extends Error {
  constructor(program: string) {
    super(
      `${program} was not found. The yardsticks need a MariaDB server: on Debian and Ubuntu "apt-get install mariadb-server", elsewhere the package of the same name. The server need not be running.`,
    );
    this.name = 'MariadbIsMissing';
  }
}

/**
 * @throws MariadbIsMissing when no server is installed; an Error with the end of the server's log when it
 * does not start.
 */
export async function startMariadb(): Promise<Mariadb> {
  const installer = findProgram('mariadb-install-db');
  const program = findProgram('mariadbd');
  const directory = await mkdtemp(path.join(tmpdir(), 'yardstick-'));
  const removeDirectory = () => rm(directory, { recursive: true, force: true });
  const dataDirectory = path.join(directory, 'data');
  const socketPath = path.join(directory, 'db.sock');
  const logPath = path.join(directory, 'error.log');
  let server: ChildProcess | undefined;
  try {
    if (Buffer.byteLength(socketPath) > SOCKET_PATH_LIMIT_BYTES) {
      throw new Error(`The path ${socketPath} is too long for a socket. Set TMPDIR to a shorter one.`);
    }
    await createSystemTables(installer, dataDirectory);
    server = spawn(
      program,
      [
        '--no-defaults',
        `--datadir=${dataDirectory}`,
        `--tmpdir=${directory}`,
        `--socket=${socketPath}`,
        `--pid-file=${path.join(directory, 'mariadbd.pid')}`,
        `--log-error=${logPath}`,
        '--skip-networking',
        // MariaDB's default, stated because the figures depend on it.
        '--innodb-flush-log-at-trx-commit=1',
        ...runAsRoot('--user=root'),
      ],
      { stdio: 'ignore' },
    );
    const running = server;
    const end = endAtExit(running, directory);
    const version = await awaitAnswer(running, socketPath, logPath);
    let stopped: Promise<void> | undefined;
    return {
      socketPath,
      pid: running.pid ?? 0,
      version,
      stop: () => {
        stopped ??= endServer(running)
          .then(removeDirectory)
          .finally(() => process.off('exit', end));
        return stopped;
      },
    };
  } catch (error) {
    if (server !== undefined) await endServer(server);
    await removeDirectory();
    throw error;
  }
}

/** Searches the PATH, and the `sbin` beside each entry, where Debian installs the server. */
function findProgram(name: string): string {
  const directories = (process.env['PATH'] ?? '').split(path.delimiter).filter((entry) => entry !== '');
  const found = directories
    .flatMap((directory) => [directory, path.join(directory, '..', 'sbin')])
    .map((directory) => path.join(directory, name))
    .find((candidate) => existsSync(candidate));
  if (found === undefined) throw new MariadbIsMissing(name);
  return found;
}

/**
 * @returns the option if this process runs as root, in which case the server requires it. The installer must
 * not get `--user`, because it would also change the owner of a system directory; it passes `--loose-user` on
 * unread.
 */
function runAsRoot(option: string): string[] {
  return process.getuid?.() === 0 ? [option] : [];
}

async function createSystemTables(installer: string, dataDirectory: string): Promise<void> {
  try {
    await promisify(execFile)(installer, [
      '--no-defaults',
      `--datadir=${dataDirectory}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
      ...runAsRoot('--loose-user=root'),
    ]);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`mariadb-install-db failed:\n${stdout}${stderr}`, { cause: error });
  }
}

/** @returns the server's version. */
async function awaitAnswer(server: ChildProcess, socketPath: string, logPath: string): Promise<string> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  let failure: unknown;
  server.once('error', (error) => {
    failure = error;
  });
  while (performance.now() < deadline && failure === undefined && !hasEnded(server)) {
    try {
      const connection = await mysql.createConnection({ socketPath, user: 'root' });
      const [rows] = await connection.query<mysql.RowDataPacket[]>('SELECT VERSION() AS version');
      await connection.end();
      return String(rows[0]?.['version']);
    } catch {
      await sleep(POLL_INTERVAL_MS);
    }
  }
  const log = await readFile(logPath, 'utf8').catch(() => '');
  throw new Error(`mariadbd did not start:\n${log.split('\n').slice(-15).join('\n')}`, { cause: failure });
}

function hasEnded(server: ChildProcess): boolean {
  return server.pid === undefined || server.exitCode !== null || server.signalCode !== null;
}

/** Kills the server when this process exits without `stop`, for instance after an uncaught error. */
function endAtExit(server: ChildProcess, directory: string): () => void {
  const end = () => {
    server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', end);
  return end;
}

async function endServer(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const timeout = setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT_MS);
  server.kill('SIGTERM');
  await ended;
  clearTimeout(timeout);
}

if (import.meta.main) {
  try {
    const mariadb = await startMariadb();
    console.log(`ready DATABASE_SOCKET=${mariadb.socketPath}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        mariadb.stop().then(() => process.exit(0));
      });
    }
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
