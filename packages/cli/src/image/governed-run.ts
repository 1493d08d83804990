import { Governor, type JournalEntry } from "@spillway/core";
import { discoverProbes } from "@spillway/core/node";
import { governedSessions, PROCESSOR_POOL, type SessionSource } from "@spillway/image";
import { childProcessHolder, inProcessHolder, type SessionHolder } from "@spillway/onnx";
import type { HolderKind } from "../config/config.ts";
import type { ImageJob } from "./image-job.ts";
import { JournalFile } from "./journal-file.ts";
import { sessionsFrom } from "./model-paths.ts";

/** What a run is started with. */
export interface GovernedRunOptions {
  readonly job: ImageJob;
  readonly cwd: string;
  readonly startedAt: string;
  readonly command: string;
  /** Told of each entry of the journal as it happens. */
  readonly onEntry: (entry: JournalEntry) => void;
}

/** A governor with its devices, models and journal. Closing it takes every model out of memory. */
export interface GovernedRun extends AsyncDisposable {
  readonly governor: Governor;
  readonly sessions: SessionSource;
  /** All entries so far, those of the closing included. */
  readonly entries: readonly JournalEntry[];
  /** Why the journal's file is not whole, if it is not. */
  readonly journalFailure: Error | undefined;
}

/** @throws OutputError when the journal cannot be written. */
export async function startRun(options: GovernedRunOptions): Promise<GovernedRun> {
  const { job, cwd, startedAt, command, onEntry } = options;
  const { holder, pids } = holderOf(job.holder);
  const file =
    job.journal === undefined ? undefined : new JournalFile(job.journal, { startedAt, command });
  const discovery = await discoverProbes({ pids });
  const { budgets, pools, policy } = job;
  const governor = new Governor({ probes: discovery.probes, budgets, pools, policy });
  const entries: JournalEntry[] = [];
  governor.journal.subscribe((entry) => {
    entries.push(entry);
    file?.write(entry);
    onEntry(entry);
  });
  return {
    governor,
    sessions: sessionsFrom(cwd, governedSessions(governor.pool(PROCESSOR_POOL), holder)),
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
  if (kind === "process") return { holder: inProcessHolder(), pids: () => [] };
  const holder = childProcessHolder();
  return { holder, pids: () => holder.pids };
}
