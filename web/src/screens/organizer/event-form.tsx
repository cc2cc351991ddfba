/** The form of an event: the usual fields, and the rest in groups that are closed at first. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Problem, sayProblem } from '../../api/problems.ts';
import { Notice } from '../../parts/form.tsx';
import { sayFault, sayFaults } from '../../parts/say-fault.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { type EventValues, faultsOf, heedPools } from './event-values.ts';
import { Check, type FormPart, TextField } from './form-part.tsx';
import { MoreFields } from './more-fields.tsx';
import { PoolFields } from './pool-fields.tsx';
import { poolFaults, poolPointersOf } from './pool-values.ts';
import { shownExample, TypeFields } from './type-fields.tsx';
import { pointersOf, typeFaults } from './type-values.ts';

/** A button that sends the form; the first is the main one. */
export type Choice = { label: string; send: (values: EventValues) => void };

/** `typed`: what was filled in before on top of `initial`. `keep` is called with each field that changes. */
type Props = {
  initial: EventValues;
  typed?: Partial<EventValues>;
  keep: (changed: Partial<EventValues>) => void;
  isNew: boolean;
  /** Whether nobody can have booked yet, so that ticket types can be removed and have other prices. */
  isOpen: boolean;
  isBusy: boolean;
  problem: Problem | undefined;
  choices: Choice[];
};

/** Where the API names a field in another way than the form. */
const POINTERS: Partial<Record<keyof EventValues, string>> = {
  hasWaitlist: '/waitlist/enabled',
  policy: '/waitlist/policy',
  passHeadMinutes: '/waitlist/passHeadAfterSeconds',
  offerMinutes: '/waitlist/offerTtlSeconds',
  waitsAgain: '/waitlist/lapsedOffer',
  quietFrom: '/waitlist/quietHours',
  quietTo: '/waitlist/quietHours/to',
  waitlistLimit: '/waitlist/limit',
  waitingPerCustomer: '/waitlist/limitPerCustomer',
  waitingPerBooking: '/waitlist/maxPerBooking',
  drawMinutes: '/draw/windowSeconds',
  currency: '/ticketTypes/0/price/currency',
};

export function EventForm({ initial, typed, keep, isNew, isOpen, isBusy, problem, choices }: Props) {
  const { form, types } = organizerTexts.value;
  const [filledIn, setValues] = useState({ ...initial, ...typed });
  const values = heedPools(filledIn);
  const [wasSent, setSent] = useState(false);
  const top = useRef<HTMLFormElement>(null);
  const faults = faultsOf(values);
  const ofRows = { ...typeFaults(values.ticketTypes, values.currency), ...poolFaults(values.pools) };
  const pointerOf = (name: keyof EventValues) => POINTERS[name] ?? `/${name}`;
  const errorOf: FormPart['errorOf'] = (name) => {
    const fault = wasSent ? faults[name] : undefined;
    if (fault !== undefined) return fault === 'required' ? texts.value.fields.required : form.notNumber;
    return sayFault(problem, pointerOf(name));
  };
  const faultAt: FormPart['faultAt'] = (pointer) => {
    const fault = wasSent ? ofRows[pointer] : undefined;
    if (fault === undefined) return sayFault(problem, pointer);
    if (fault === 'notPrice') return types.notPrice(shownExample(values.currency));
    return fault === 'required' ? texts.value.fields.required : form.notNumber;
  };
  const set: FormPart['set'] = (name) => (value) => {
    setValues((past) => ({ ...past, [name]: value }));
    keep({ [name]: value });
  };
  const names = Object.keys(values) as (keyof EventValues)[];
  const places = [
    ...values.ticketTypes.flatMap((_type, place) => pointersOf(place)),
    ...values.pools.flatMap((_pool, place) => poolPointersOf(place)),
  ];
  const isMarked =
    names.some((name) => errorOf(name) !== undefined) ||
    places.some((pointer) => faultAt(pointer) !== undefined);
  const known = [...names.map(pointerOf), ...places];
  const others = problem ? sayFaults(problem, known) : [];
  useEffect(() => {
    if (problem) top.current?.scrollIntoView();
  }, [problem]);
  const send = (choice: Choice | undefined) => {
    setSent(true);
    if (isBusy) return;
    if (Object.keys({ ...faults, ...ofRows }).length === 0) choice?.send(values);
    else top.current?.scrollIntoView();
  };
  const part = { values, set, errorOf, faultAt };
  return (
    <form
      class="event-form"
      ref={top}
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        send(choices[0]);
      }}
    >
      {(problem || isMarked) && (
        <Notice kind="bad">
          <p>{isMarked || problem === undefined ? form.toCheck : sayProblem(problem, texts.value)}</p>
          {others.map((fault) => (
            <p key={fault}>{fault}</p>
          ))}
        </Notice>
      )}
      <UsualFields {...part} />
      {(isOpen || initial.ticketTypes.length > 0) && (
        <TypeFields {...part} isOpen={isOpen} initial={initial.ticketTypes} />
      )}
      {(isNew ? values.ticketTypes.length : 0) + values.pools.length > 0 && (
        <PoolFields {...part} isNew={isNew} />
      )}
      <MoreFields {...part} isNew={isNew} hasLimit={initial.waitlistLimit !== ''} />
      <div class="buttons">
        {choices.map((choice, place) => (
          <button
            key={choice.label}
            type={place === 0 ? 'submit' : 'button'}
            class={place === 0 ? 'primary' : ''}
            aria-disabled={isBusy}
            onClick={place === 0 ? undefined : () => send(choice)}
          >
            {isBusy && place === 0 ? form.saving : choice.label}
          </button>
        ))}
      </div>
    </form>
  );
}

const ZONES = Intl.supportedValuesOf('timeZone');

function UsualFields(part: FormPart) {
  const { form } = organizerTexts.value;
  const { values, set } = part;
  const zones = [...new Set([values.timeZone, 'UTC', ...ZONES])].sort();
  return (
    <>
      <TextField part={part} name="name" required />
      <TextField part={part} name="venue" />
      <div class="pair">
        <TextField part={part} name="startsAt" type="datetime-local" required />
        <TextField part={part} name="endsAt" type="datetime-local" />
      </div>
      <div class="pair">
        <div class="field">
          <label for="timeZone">{form.timeZone}</label>
          <select
            id="timeZone"
            value={values.timeZone}
            onChange={(changed) => set('timeZone')(changed.currentTarget.value)}
            aria-describedby="timeZone-hint"
          >
            {zones.map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
          <p class="hint" id="timeZone-hint">
            {part.errorOf('timeZone') ?? form.timeZoneHint}
          </p>
        </div>
        {!values.isUnlimited && (
          <TextField part={part} name="capacity" inputMode="numeric" hint={form.capacityHint} required />
        )}
      </div>
      <Check part={part} name="allowGuests" />
    </>
  );
}
