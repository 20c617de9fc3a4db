import { execa } from 'execa';
import type { Driver } from '../../src/contract/driver.ts';
import type { GuestAddress } from '../../src/contract/connection.ts';
import type { JsonObject } from '../../src/base/json/json.ts';
import { describeMachine } from '../support/describe-machine.ts';
import { setupTestbed } from '../testbed/setup.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether this project of vitest.config.ts is that of emulated machines. */
    bootsMachines: boolean;
  }
}

/** A driver as the contract suite runs it. */
export interface DriverCase {
  readonly name: string;
  /** Instances are systems of their own, and no folders that pretend to be one. */
  readonly isGuest: boolean;
  /** What it must be able to do: a driver that loses one fails, it does not run fewer tests. */
  readonly can: Driver['can'];
  /** Whether its instances are emulated machines. */
  readonly bootsMachines: boolean;
  readonly config: () => Promise<JsonObject>;
  /** Configuration in which a create takes long enough to be interrupted half-way. */
  readonly slow: () => Promise<JsonObject>;
  /** Milliseconds after which a create is aborted, from at once to nearly done. */
  readonly abortAfterMs: readonly number[];
  /** How programs on this machine find its instances; undefined: only its connections lead there. */
  readonly addressKind: GuestAddress['kind'] | undefined;
  /** Removes prepared images that only this suite wanted. */
  readonly forget: (references: readonly string[]) => Promise<void>;
}

export const DRIVER_CASES: readonly DriverCase[] = [
  {
    name: 'fake',
    isGuest: false,
    can: { systemd: false, reboot: true, warm: false },
    bootsMachines: false,
    config: () => Promise.resolve({ exec: 'host' }),
    slow: () => Promise.resolve({ exec: 'host', delays: { create: 2000 } }),
    abortAfterMs: [0, 20, 200],
    addressKind: undefined,
    forget: () => Promise.resolve(),
  },
  {
    name: 'docker',
    isGuest: true,
    can: { systemd: true, reboot: true, warm: false },
    bootsMachines: false,
    config: async () => ({ image: (await setupTestbed({ quiet: true })).images.el9 }),
    slow: async () => ({ image: (await setupTestbed({ quiet: true })).images.el9 }),
    abortAfterMs: [0, 5, 15, 30, 60, 120, 200, 300],
    addressKind: 'docker',
    forget: async (references) => {
      await execa('docker', ['image', 'rm', ...references], { reject: false });
    },
  },
  {
    name: 'qemu',
    isGuest: true,
    can: { systemd: true, reboot: true, warm: true },
    bootsMachines: true,
    config: async () => describeMachine(await setupTestbed({ quiet: true }), 'el9'),
    slow: async () => describeMachine(await setupTestbed({ quiet: true }), 'el9'),
    abortAfterMs: [0, 50, 150, 300, 450],
    addressKind: 'ssh',
    forget: () => Promise.resolve(),
  },
];
