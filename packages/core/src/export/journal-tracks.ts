import type { CounterTraceEvent, MetadataTraceEvent } from "./trace-event.ts";

interface Device {
  readonly pid: number;
  readonly pools: Map<string, Track>;
}

interface Track {
  readonly tid: number;
  /** Undefined where none was ever placed. */
  bytes: number | undefined;
}

/** The numbers that devices and pools go by in a trace viewer, in order of appearance, and the bytes of each pool. */
export class JournalTracks {
  readonly #devices = new Map<string, Device>();

  pid(device: string): number {
    return this.#device(device).pid;
  }

  /** The track of a pool on a device. */
  track(device: string, pool: string): { readonly pid: number; readonly tid: number } {
    return { pid: this.pid(device), tid: this.#pool(device, pool).tid };
  }

  /** The bytes of every pool on a device, after one of them changed. */
  counted(device: string, pool: string, change: number, ts: number): CounterTraceEvent {
    const track = this.#pool(device, pool);
    track.bytes = (track.bytes ?? 0) + change;
    const { pid, pools } = this.#device(device);
    const args = Object.fromEntries(
      [...pools].flatMap(([name, { bytes }]) => (bytes === undefined ? [] : [[name, bytes]])),
    );
    return { ph: "C", name: `residents on ${device}`, cat: "memory", pid, tid: 0, ts, args };
  }

  /** What all of them are called. */
  names(): readonly MetadataTraceEvent[] {
    return [...this.#devices].flatMap(([device, { pid, pools }]) => [
      { ph: "M", name: "process_name", pid, tid: 0, args: { name: `device ${device}` } } as const,
      ...[...pools].map(
        ([pool, { tid }]) =>
          ({ ph: "M", name: "thread_name", pid, tid, args: { name: pool } }) as const,
      ),
    ]);
  }

  #device(name: string): Device {
    const known = this.#devices.get(name);
    if (known !== undefined) return known;
    const device: Device = { pid: this.#devices.size + 1, pools: new Map() };
    this.#devices.set(name, device);
    return device;
  }

  #pool(device: string, name: string): Track {
    const { pools } = this.#device(device);
    const known = pools.get(name);
    if (known !== undefined) return known;
    const pool: Track = { tid: pools.size + 1, bytes: undefined };
    pools.set(name, pool);
    return pool;
  }
}
