import { Governor, type JournalEntry } from "@spillway/core";
import { discoverProbes } from "@spillway/core/node";
import { childProcessHolder, inProcessHolder, type SessionHolder } from "@spillway/onnx";
import type { HolderKind } from "../config/config.ts";
import type { GovernedSetup } from "./governed-setup.ts";
import { JournalFile } from "./journal-file.ts";

/** What a run is started with. */
export interface GovernedRunOptions {
  readonly setup: GovernedSetup;
  readonly startedAt: string;
  readonly command: string;
  /** Told of each entry of the journal as it happens. */
  readonly onEntry: (entry: JournalEntry) => void;
}

/** A governor with its devices, models and journal. Closing it takes every model out of memory. */
export interface GovernedRun extends AsyncDisposable {
  readonly governor: Governor;
  readonly holder: SessionHolder;
  /** All entries so far, those of the closing included. */
  readonly entries: readonly JournalEntry[];
  /** Why the journal's file is not whole, if it is not. */
  readonly journalFailure: Error | undefined;
}

/** @throws OutputError when the journal cannot be written. */
export async function startRun(options: GovernedRunOptions): Promise<GovernedRun> {
  const { setup, startedAt, command, onEntry } = options;
  const { holder, pids } = holderOf(setup.holder);
  const file =
    setup.files.journal === undefined
      ? undefined
      : new JournalFile(setup.files.journal, { startedAt, command });
  const discovery = await discoverProbes({ pids });
  const { budgets, pools, policy } = setup;
  const governor = new Governor({ probes: discovery.probes, budgets, pools, policy });
  const entries: JournalEntry[] = [];
  governor.journal.subscribe((entry) => {
    entries.push(entry);
    file?.write(entry);
    onEntry(entry);
  });
  return {
    governor,
    holder,
    entries,
    get journalFailure() {
      return file?.failure;
    },
    async [Symbol.asyncDispose]() {
      await governor.close();
      file?.[Symbol.dispose]();
      discovery[Symbol.dispose]();
    },
  };
}

interface Holder {
  readonly holder: SessionHolder;
  /** Processes whose memory counts as used. */
  readonly pids: () => readonly number[];
}

function holderOf(kind: HolderKind): Holder {
  if (kind === "in-process") return { holder: inProcessHolder(), pids: () => [] };
  const holder = childProcessHolder();
  return { holder, pids: () => holder.pids };
}

/** Does the work of a run, and closes the run however the work ended. */
export async function settled<T>(run: GovernedRun, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await run[Symbol.asyncDispose]();
  }
}
