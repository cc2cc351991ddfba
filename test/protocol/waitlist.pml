/*
 * The waitlist of an event that sells in order: customers who join, quietly or with a look, and clerks that hand out tickets which
 * were given back. Every step that is one write with a condition, or one strongly consistent read, is atomic; everything else
 * interleaves in any order. docs/proving.md says how to run it, and decision 189 what a quiet waitlist is.
 *
 * Checked in every state: tickets are conserved, and nobody is served before an earlier arrival whose place was confirmed.
 * Checked at rest, without a sweep: nobody waits beside a free ticket.
 *
 * Time is counted in ticks. A join is quick, and a process relies on a quiet waitlist, within one tick (QUIET_JOIN_MS,
 * QUIET_RELIANCE_MS). All clocks are equal, so an entry is ripe after one tick, too (RIPE_AFTER_MS).
 *
 * BREAK takes one guard away: 1 ripe entries alone, 2 quick joins alone, 3 the pause before the quiet ends, 4 that reliance ends,
 * 5 the number of the pass in promotions, 6 the fence, 7 that a long pass serves no arrival that requests do not wait for, 8 that
 * each pass reads the waitlist itself. Within a pass, one read serves for any number of promotions (decision 196).
 */
#ifndef BREAK
#define BREAK 0
#endif
#ifndef CUSTOMERS
#define CUSTOMERS 3
#endif
#ifndef TICKETS
#define TICKETS 1
#endif
#ifndef CLERKS
#define CLERKS 1
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#ifndef QUIET_AT_FIRST
#define QUIET_AT_FIRST YES
#endif
/* A message that comes again, or of a sweep, when there is nothing to do. */
#ifndef REPEATED
#define REPEATED 0
#endif
#ifndef TICKS
#define TICKS 3
#endif
#define PARTITIONS 2
#define NO 0
#define YES 1
#define ENDING 2

/* The waitlist's item. */
byte pass, servingUpTo, pool;
bit isPassOpen;
byte quiet = QUIET_AT_FIRST;
/* Tickets that bookings hold, and those that were given back; messages to a clerk that are not processed. */
byte held = TICKETS, released, messages = REPEATED;
byte clock = 1, deaths;
/* For each customer: the tick of the arrival, 0 before it; whether its entry is written; whether the place was confirmed. */
byte arrival[CUSTOMERS], partition[CUSTOMERS];
bit waits[CUSTOMERS], isConfirmed[CUSTOMERS], isServed[CUSTOMERS];
byte done;

#define IS_EARLIER(i, j) (arrival[i] < arrival[j] || (arrival[i] == arrival[j] && i < j))
#define CONSERVED (held + released + pool == TICKETS)

inline serve(j) {
  i = 0;
  do
  :: i < CUSTOMERS -> assert(!(isConfirmed[i] && waits[i] && i != j && IS_EARLIER(i, j))); i++
  :: else -> break
  od;
  pool--; held++; waits[j] = 0; isServed[j] = 1;
  assert(CONSERVED);
  i = 0
}

proctype Customer(byte me) {
  byte readAt = 0, seenPass = 0;
  /* Another request of the same process may have read the waitlist, before or after the arrival. */
  if
  :: atomic { quiet == YES -> readAt = clock }
  :: true
  fi;
  atomic { arrival[me] = clock };
  if
  :: atomic { quiet == YES && readAt == 0 -> readAt = clock }
  :: true
  fi;
  if
  :: atomic { true -> partition[me] = 0; waits[me] = 1 }
  :: atomic { true -> partition[me] = 1; waits[me] = 1 }
  fi;
  if
#if BREAK == 2
  :: atomic { readAt > 0 && clock == readAt -> isConfirmed[me] = 1; goto end }
  :: atomic { !(readAt > 0 && clock == readAt) -> skip }
#elif BREAK == 4
  :: atomic { readAt > 0 && clock == arrival[me] -> isConfirmed[me] = 1; goto end }
  :: atomic { !(readAt > 0 && clock == arrival[me]) -> skip }
#else
  :: atomic { readAt > 0 && clock == readAt && clock == arrival[me] -> isConfirmed[me] = 1; goto end }
  :: atomic { !(readAt > 0 && clock == readAt && clock == arrival[me]) -> skip }
#endif
  fi;
  /* The look: a pass that may have overlooked the entry is waited for, and a clerk is told of tickets. */
  atomic { seenPass = pass };
#if BREAK != 6
  atomic { !(isPassOpen && pass == seenPass && arrival[me] <= servingUpTo) -> skip };
#endif
  atomic { if :: pool > 0 || isPassOpen -> messages = 1 :: else fi; isConfirmed[me] = 1 };
end:
  atomic { done++; readAt = 0; seenPass = 0 }
}

proctype Holder() {
  byte left = TICKETS;
  do
  :: atomic { left > 0 -> left--; held--; released++; messages = 1 }
  :: break
  od;
  atomic { left = 0; done++ }
}

/* The clock moves while customers are on their way; a clerk that waits moves it itself. */
proctype Time() {
  do
  :: atomic { clock < TICKS && done <= CUSTOMERS -> clock++ }
  :: atomic { clock == TICKS || done > CUSTOMERS -> break }
  od
}

inline read(which, bound) {
  atomic {
    i = 0;
    do
    :: i < CUSTOMERS ->
       if :: waits[i] && partition[i] == which && arrival[i] <= bound -> seen = seen | (1 << i) :: else fi; i++
    :: else -> break
    od;
    i = 0
  }
}

/* A clerk may die after any step; its message then comes again. */
#define MAY_DIE atomic { if :: deaths < DEATHS -> deaths++; messages = 1; goto idle :: true fi }

proctype Clerk() {
  byte mine, bound, i, best, since, wanting;
  byte seen;
  bit mode;
idle:
#if BREAK != 8
  atomic { seen = 0 };
#endif
  atomic { mine = 0; bound = 0; best = 0; since = 0; wanting = 0; mode = 0 };
end:
  atomic { messages > 0 -> messages = 0; mine = 1 };
  atomic { pass++; mine = pass; isPassOpen = 1; servingUpTo = clock };
  MAY_DIE;
  atomic { if :: pass != mine -> messages = 1; goto idle :: else fi; mode = (quiet == YES); if :: quiet == ENDING -> goto pause :: else fi };
collect:
  atomic { if :: pass != mine -> messages = 1; goto idle :: else pool = pool + released; released = 0; assert(CONSERVED) fi };
  MAY_DIE;
look:
#if BREAK == 8
  if :: seen != 0 && pool > 0 -> goto promote :: else fi;
#endif
  atomic { seen = 0; bound = servingUpTo; if :: pass != mine -> messages = 1; goto idle :: else fi
#if BREAK != 1
#if BREAK == 7
    ; if :: mode -> bound = clock - 1 :: else fi
#else
    ; if :: mode && clock - 1 < servingUpTo -> bound = clock - 1 :: else fi
#endif
#endif
  };
  read(0, bound);
  read(1, bound);
  if :: seen == 0 || pool == 0 -> goto last :: else fi;
promote:
  atomic {
    best = CUSTOMERS; i = 0;
    do
    :: i < CUSTOMERS -> if :: (seen & (1 << i)) && (best == CUSTOMERS || IS_EARLIER(i, best)) -> best = i :: else fi; i++
    :: else -> break
    od; i = 0
  };
  if :: best == CUSTOMERS -> goto look :: else fi;
  atomic {
    seen = seen & ~(1 << best);
    if
#if BREAK == 5
    :: pool > 0 && waits[best] -> serve(best)
#else
    :: pass == mine && pool > 0 && waits[best] -> serve(best)
#endif
    :: pass != mine -> messages = 1; goto idle
    :: else -> skip
    fi
  };
  MAY_DIE;
  goto promote;
last:
  if :: mode && pool > 0 -> goto newcomers :: else fi;
  atomic {
    if :: pass != mine -> messages = 1; goto idle
       :: else -> if :: released > 0 -> goto collect :: else fi;
                  isPassOpen = 0; if :: pool == 0 -> quiet = YES :: true fi
    fi
  };
  goto idle;
newcomers:
  /* Entries that are not ripe want the tickets: the next pass serves them. */
  atomic { seen = 0 };
  read(0, clock);
  read(1, clock);
  atomic {
    wanting = 0; i = 0;
    do :: i < CUSTOMERS -> if :: seen & (1 << i) -> wanting++ :: else fi; i++ :: else -> break od; i = 0; seen = 0
  };
  if :: wanting >= pool -> atomic { if :: pass == mine -> isPassOpen = 0 :: else fi; messages = 1; since = clock }
        atomic { if :: clock == since -> clock++ :: else fi }
        goto idle
     :: else
  fi;
  atomic { if :: pass != mine -> messages = 1; goto idle :: else quiet = ENDING fi };
  MAY_DIE;
pause:
#if BREAK != 3
  atomic { since = clock };
  atomic { if :: clock == since -> clock++ :: else fi };
#endif
  atomic { if :: pass != mine -> messages = 1; goto idle :: else quiet = NO; mode = 0; servingUpTo = clock fi };
  MAY_DIE;
  goto collect
}

proctype Rest() {
  byte i;
  timeout;
  i = 0;
  do
  :: i < CUSTOMERS -> assert(!(waits[i] && pool + released > 0)); i++
  :: else -> break
  od
}

init {
  atomic {
    byte n = 0;
    do :: n < CUSTOMERS -> run Customer(n); n++ :: else -> break od;
    n = 0;
    do :: n < CLERKS -> run Clerk(); n++ :: else -> break od;
    run Holder(); run Time(); run Rest()
  }
}
