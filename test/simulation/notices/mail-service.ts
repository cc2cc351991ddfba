/**
 * The mail service of a run. It keeps every mail about a booking that it accepted or refused, and what became of the sender:
 * whether it noted the mail in the notice log, and whether a fault may have kept it from that. Letters, which are about an account,
 * are not checked here.
 */
import { MAIL_ATTEMPTS } from '../../../functions/domain/model/limits.ts';
import type { Mail, Mailer } from '../../../functions/domain/ports/mailer.ts';
import { Chance } from '../chance.ts';
import type { Reply } from '../engine.ts';
import type { LambdaProcess } from '../lambda.ts';
import type { Call, RequestHandler } from '../network.ts';
import { isSameTold, type ToldNotice } from './check-told.ts';

const ACCEPTED: Reply = { status: 200, body: '{}' };
const REFUSED: Reply = { status: 400, body: JSON.stringify({ __type: 'MessageRejected' }) };

/** Begins the sort key of a notice log. */
const NOTICES = 'NOTICES#';

/** `isNoted`: the notice log has it. `isDisturbed`: a fault hit the mail's answer or the write of the note. */
type Delivery = ToldNotice & { from: LambdaProcess; isNoted: boolean; isDisturbed: boolean };

/** Whether the sender may not know that it has sent the mail. */
const isUnknown = ({ from, isNoted, isDisturbed }: Delivery) => !isNoted && (isDisturbed || from.isDead);

/**
 * A mail as it travels. Its id names booking, history entry, kind, and the transferred ticket whose holder is told; that of a letter
 * names the letter and its kind.
 */
type Posted = { id: string; to: string };

/** The client of the mail service in a process, in place of the one for SES: it repeats a failed attempt as that does. */
export function mailerOver({ handle }: RequestHandler): Mailer {
  const post = async (posted: Posted) => {
    const headers = { 'x-amz-target': 'Mail.SendEmail' };
    const { response } = await handle({ headers, body: JSON.stringify(posted) });
    if (response.statusCode === 200) return 'sent';
    const { __type: type } = JSON.parse(Buffer.from(response.body).toString());
    if (type === 'MessageRejected') return 'rejected';
    throw new Error('The mail service did not accept a mail.');
  };
  return {
    async send({ id, to }: Mail) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await post({ id, to: to.email });
        } catch (error) {
          if (attempt === MAIL_ATTEMPTS) throw error;
        }
      }
    },
  };
}

export class SimulatedMailService {
  readonly #deliveries: Delivery[] = [];
  readonly #disturbed = new WeakSet<Call>();
  readonly #now: () => number;
  readonly #seed: number;
  readonly #refusedAddresses: number;

  /** `refusedAddresses`: the probability that an address is refused. */
  constructor(now: () => number, seed: number, refusedAddresses: number) {
    this.#now = now;
    this.#seed = seed;
    this.#refusedAddresses = refusedAddresses;
  }

  /** All mails in the order in which they arrived. */
  get told(): ToldNotice[] {
    return this.#deliveries;
  }

  take(call: Call): Reply {
    const { input, from } = call;
    const { id, to } = input as Posted;
    const reply = new Chance(this.#seed, `address ${to}`).happens(this.#refusedAddresses)
      ? REFUSED
      : ACCEPTED;
    const [bookingId = '', entry, kind = '', holder] = id.split('.');
    const isLetter = Number.isNaN(Number(entry));
    if (isLetter) return reply;
    const toHolderOf = holder === undefined ? undefined : Number(holder);
    const told = { bookingId, entry: Number(entry), kind, toHolderOf, at: this.#now() };
    const earlier = this.#deliveries.findLast(
      (other) => other.bookingId === bookingId && isSameTold(other, told),
    );
    const isAbandoned = this.#disturbed.has(call);
    const mayRepeat = isAbandoned || (earlier !== undefined && isUnknown(earlier));
    this.#deliveries.push({
      ...told,
      isAbandoned,
      mayRepeat,
      from,
      isNoted: false,
      isDisturbed: isAbandoned,
    });
    return reply;
  }

  /** A fault hit a call of a sender: of the mails that it may concern, the sender may not know. */
  onDisturbed(call: Call): void {
    this.#disturbed.add(call);
    const id = call.service === 'mail' ? String(call.input['id']).split('.')[0] : loggedBooking(call);
    for (const delivery of this.#deliveries)
      if (delivery.from === call.from && delivery.bookingId === id) delivery.isDisturbed = true;
  }

  /** A write took effect: if it stores outcomes of notices, its sender has noted these mails. */
  onWrite(call: Call): void {
    const bookingId = loggedBooking(call);
    if (bookingId === undefined) return;
    const noted = new Set(outcomesIn(call));
    for (const delivery of this.#deliveries) {
      const isHere = delivery.from === call.from && delivery.bookingId === bookingId;
      if (isHere && noted.has(nameOf(delivery))) delivery.isNoted = true;
    }
  }
}

/** The booking whose notice log an update changes. */
function loggedBooking({ operation, input }: Call): string | undefined {
  const { sk } = (input['Key'] ?? {}) as { sk?: { S?: string } };
  const isOfLog = operation === 'UpdateItem' && sk?.S?.startsWith(NOTICES);
  return isOfLog ? sk?.S?.slice(NOTICES.length) : undefined;
}

const nameOf = ({ entry, kind, toHolderOf }: Pick<ToldNotice, 'entry' | 'kind' | 'toHolderOf'>) =>
  `${entry} ${kind} ${toHolderOf}`;

type WireRecord = { M?: { entry?: { N?: string }; kind?: { S?: string }; toHolderOf?: { N?: string } } };

/** The outcomes that an update adds to a notice log, whatever their value is called. */
function outcomesIn({ input }: Call): string[] {
  const values = Object.values(
    (input['ExpressionAttributeValues'] ?? {}) as Record<string, { L?: WireRecord[] }>,
  );
  return values.flatMap(({ L = [] }) => L).map(({ M }) => `${M?.entry?.N} ${M?.kind?.S} ${M?.toHolderOf?.N}`);
}
