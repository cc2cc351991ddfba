/**
 * Reads the address of the database from the environment, and creates an empty database for each yardstick.
 */
import mysql from 'mysql2/promise';

export type DatabaseAddress = { user: string; password: string } & (
  | { socketPath: string }
  | { host: string; port: number }
);

/**
 * Reads DATABASE_SOCKET, or DATABASE_PORT on loopback, and DATABASE_USER (default: root) and
 * DATABASE_PASSWORD (default: none).
 */
export function databaseAddress(): DatabaseAddress {
  const { DATABASE_SOCKET, DATABASE_PORT, DATABASE_USER = 'root', DATABASE_PASSWORD = '' } = process.env;
  const account = { user: DATABASE_USER, password: DATABASE_PASSWORD };
  if (DATABASE_SOCKET) return { ...account, socketPath: DATABASE_SOCKET };
  if (DATABASE_PORT) return { ...account, host: '127.0.0.1', port: Number(DATABASE_PORT) };
  throw new Error(
    'Set DATABASE_SOCKET or DATABASE_PORT; "node mariadb.ts" starts a server and prints its socket.',
  );
}

/**
 * @returns DATABASE_POOL, which serves to find the fastest size, or by default the size that was the fastest.
 */
export function poolSize(fastest: number): number {
  return Number(process.env['DATABASE_POOL'] || fastest);
}

/** Drops and creates the database, so that every run starts with the same empty tables. */
export async function createEmptyDatabase(name: string): Promise<void> {
  const connection = await mysql.createConnection(databaseAddress());
  await connection.query(`DROP DATABASE IF EXISTS ${connection.escapeId(name)}`);
  await connection.query(`CREATE DATABASE ${connection.escapeId(name)} CHARACTER SET utf8mb4`);
  await connection.end();
}
