/**
 * Bounds the bytes of answers that clients have not taken yet, which the process keeps in memory. Beyond the bound the
 * connection is closed that holds most, of the address whose connections hold most together.
 */
import type { Socket } from 'node:net';

export class UnsentBytes {
  readonly #most: number;
  readonly #held = new Map<Socket, number>();
  #total = 0;

  /** `most`: bytes of all connections together. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The connection has so many bytes to send. Closes connections, perhaps this one, until all together hold few enough. */
  note(socket: Socket, bytes: number): void {
    this.forget(socket);
    this.#held.set(socket, bytes);
    this.#total += bytes;
    while (this.#total > this.#most) this.#closeOne();
  }

  /** The connection has sent everything, or is closed. */
  forget(socket: Socket): void {
    this.#total -= this.#held.get(socket) ?? 0;
    this.#held.delete(socket);
  }

  #closeOne(): void {
    const ofAddress = new Map<string | undefined, number>();
    for (const [{ remoteAddress }, bytes] of this.#held)
      ofAddress.set(remoteAddress, (ofAddress.get(remoteAddress) ?? 0) + bytes);
    const address = keyOfMost(ofAddress);
    const ofSocket = [...this.#held].filter(([{ remoteAddress }]) => remoteAddress === address);
    const socket = keyOfMost(new Map(ofSocket));
    if (socket === undefined) return;
    this.forget(socket);
    socket.destroy();
  }
}

function keyOfMost<Key>(numbers: Map<Key, number>): Key | undefined {
  let [found, most] = [undefined as Key | undefined, -1];
  for (const [key, number] of numbers) if (number > most) [found, most] = [key, number];
  return found;
}
