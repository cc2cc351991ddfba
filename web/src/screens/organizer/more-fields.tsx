/** What most events leave as it is: the description, the times of the sale, the limits, the waitlist and the draw. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { TextArea } from '../../parts/form.tsx';
import { number } from '../../parts/numbers.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { EMPTY } from './event-values.ts';
import { Check, type FormPart, TextField } from './form-part.tsx';

/** Of a booking of an event that states no number, unless one person may have fewer. */
const USUAL_PER_BOOKING = 10;

const POLICIES = ['strict', 'accept-fewer', 'skip'] as const;

/** `hasLimit`: the waitlist of the event has a limit, which can be changed, and not added or removed. */
type Props = FormPart & { isNew: boolean; hasLimit: boolean };

const ABOUT = ['description', 'address', 'url'] as const;
const SALE = [
  'isUnlimited',
  'salesOpenAt',
  'salesCloseAt',
  'maxPerBooking',
  'maxPerCustomer',
  'namesCloseAt',
  'limitsGuestsByAddress',
  'requiresConfirmedAddress',
  'requiresChallenge',
  'drawMinutes',
  'peakRequestsPerSecond',
] as const;
const WAITLIST = [
  'hasWaitlist',
  'policy',
  'passHeadMinutes',
  'offerMinutes',
  'waitsAgain',
  'quietFrom',
  'quietTo',
  'waitlistLimit',
  'waitingPerCustomer',
  'waitingPerBooking',
] as const;

export function MoreFields({ isNew, hasLimit, ...part }: Props) {
  const { form, pools } = organizerTexts.value;
  const hasPools = part.values.pools.length > 0;
  return (
    <>
      <Group {...form.groups.about} names={ABOUT} part={part} isNew={isNew}>
        <About {...part} />
      </Group>
      <Group {...form.groups.sale} names={SALE} part={part} isNew={isNew}>
        <Sale {...part} isNew={isNew} />
      </Group>
      <Group {...form.groups.waitlist} names={WAITLIST} part={part} isNew={isNew}>
        <Check part={part} name="hasWaitlist" isFixed={hasPools} />
        {hasPools && <p class="hint">{pools.noWaitlist}</p>}
        {part.values.hasWaitlist && (
          <>
            <Policy {...part} />
            <Offers {...part} />
            <Limits {...part} canLimit={isNew || hasLimit} />
          </>
        )}
      </Group>
    </>
  );
}

type GroupProps = {
  title: string;
  what: string;
  names: readonly (keyof FormPart['values'])[];
  part: FormPart;
  isNew: boolean;
  children: ComponentChildren;
};

/** Fields that are shown when somebody asks for them, when one of them is marked, or was filled in before a reload. */
function Group({ title, what, names, part, isNew, children }: GroupProps) {
  const [isOpen, setOpen] = useState(() => isNew && names.some((name) => part.values[name] !== EMPTY[name]));
  const isMarked = names.some((name) => part.errorOf(name) !== undefined);
  return (
    <details open={isOpen || isMarked} onToggle={(toggled) => setOpen(toggled.currentTarget.open)}>
      <summary>
        {title} <span class="hint">{what}</span>
      </summary>
      {children}
    </details>
  );
}

function About(part: FormPart) {
  const { form } = organizerTexts.value;
  return (
    <>
      <TextArea
        label={form.description}
        name="description"
        rows={5}
        value={part.values.description}
        onInput={part.set('description')}
        error={part.errorOf('description')}
      />
      <TextField part={part} name="address" />
      <TextField part={part} name="url" type="url" />
    </>
  );
}

function Sale({ isNew, ...part }: FormPart & { isNew: boolean }) {
  const { form } = organizerTexts.value;
  return (
    <>
      <Check part={part} name="isUnlimited" />
      <div class="pair">
        <TextField part={part} name="salesOpenAt" type="datetime-local" hint={form.salesOpenHint} />
        <TextField part={part} name="salesCloseAt" type="datetime-local" hint={form.salesCloseHint} />
      </div>
      <div class="pair">
        <TextField
          part={part}
          name="maxPerBooking"
          inputMode="numeric"
          hint={form.usualPerBooking(number(USUAL_PER_BOOKING))}
        />
        <TextField part={part} name="maxPerCustomer" inputMode="numeric" hint={form.usualPerCustomer} />
      </div>
      <TextField part={part} name="namesCloseAt" type="datetime-local" hint={form.namesCloseHint} />
      {isNew && part.values.allowGuests && <Check part={part} name="limitsGuestsByAddress" />}
      <Check part={part} name="requiresConfirmedAddress" />
      <Check part={part} name="requiresChallenge" />
      {isNew && (
        <>
          {part.values.pools.length === 0 && (
            <TextField part={part} name="drawMinutes" inputMode="numeric" hint={form.drawHint} />
          )}
          <TextField part={part} name="peakRequestsPerSecond" inputMode="numeric" hint={form.peakHint} />
        </>
      )}
    </>
  );
}

function Policy(part: FormPart) {
  const { form } = organizerTexts.value;
  return (
    <>
      <fieldset class="choices">
        <legend>{form.policy}</legend>
        {POLICIES.map((policy) => (
          <label key={policy}>
            <input
              type="radio"
              name="policy"
              checked={part.values.policy === policy}
              onChange={() => part.set('policy')(policy)}
            />
            {form.policies[policy]}
          </label>
        ))}
        {part.errorOf('policy') && <p class="error">{part.errorOf('policy')}</p>}
      </fieldset>
      {part.values.policy === 'strict' && (
        <TextField part={part} name="passHeadMinutes" inputMode="numeric" hint={form.passHeadHint} />
      )}
    </>
  );
}

function Offers(part: FormPart) {
  const { form } = organizerTexts.value;
  return (
    <>
      <TextField part={part} name="offerMinutes" inputMode="numeric" hint={form.offerHint} />
      {part.values.offerMinutes.trim() !== '' && (
        <>
          <div class="pair">
            <TextField part={part} name="quietFrom" type="time" hint={form.quietHint} />
            <TextField part={part} name="quietTo" type="time" />
          </div>
          <Check part={part} name="waitsAgain" />
        </>
      )}
    </>
  );
}

function Limits({ canLimit, ...part }: FormPart & { canLimit: boolean }) {
  const { form } = organizerTexts.value;
  return (
    <>
      <div class="pair">
        <TextField
          part={part}
          name="waitingPerBooking"
          inputMode="numeric"
          hint={form.waitingPerBookingHint}
        />
        <TextField
          part={part}
          name="waitingPerCustomer"
          inputMode="numeric"
          hint={form.waitingPerCustomerHint}
        />
      </div>
      {canLimit && (
        <TextField part={part} name="waitlistLimit" inputMode="numeric" hint={form.waitlistLimitHint} />
      )}
    </>
  );
}
