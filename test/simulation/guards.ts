/** Guards that a run can do without, each taken away from outside: at the network, or in what a process is given. */
import type { ModuleChanges } from './lambda.ts';
import type { Tampering } from './network.ts';

export type Guard = {
  name: string;
  tampering?: Tampering;
  modules?: ModuleChanges;
  hasNoSweep?: boolean;
};
