import type { ConstraintSources, ListKind, PoolOptions } from "@spillway/core";
import type { ConfigEntry, ConfigValue } from "./config-tree.ts";
import {
  booleanOf,
  choiceOf,
  distinctEntriesOf,
  durationOf,
  numberOf,
  sizeOf,
  textsOf,
  unknownKey,
} from "./config-values.ts";

/** Checks the constraints of a list of the pool. */
export type CheckList = (list: ListKind, sources: ConfigValue) => void;

const KEYS = [
  "budget",
  "priority",
  "pinned",
  "idle",
  "minimum_stay",
  "wait",
  "mode",
  "constraints",
] as const;

const LISTS: readonly ListKind[] = ["device", "gc", "cache"];

/** The options of a pool. @throws ConfigError */
export function poolOptionsOf(value: ConfigValue, checkList: CheckList): PoolOptions {
  return distinctEntriesOf(value).reduce<PoolOptions>(
    (options, entry) => ({ ...options, ...optionOf(entry, checkList) }),
    {},
  );
}

function optionOf(entry: ConfigEntry, checkList: CheckList): PoolOptions {
  const { key: typed, value } = entry;
  const key = KEYS.find((known) => known === typed.toLowerCase());
  switch (key) {
    case "budget":
      return { budget: sizeOf(value) };
    case "priority":
      return { priority: numberOf(value) };
    case "pinned":
      return { pinned: booleanOf(value) };
    case "idle":
      return { idleMs: durationOf(value) };
    case "minimum_stay":
      return { minimumStayMs: durationOf(value) };
    case "wait":
      return { waitMs: durationOf(value) };
    case "mode":
      return { mode: choiceOf(value, ["any", "all"]) };
    case "constraints":
      return { constraints: constraintsOf(value, checkList) };
    case undefined:
      throw unknownKey(entry, KEYS);
  }
}

function constraintsOf(value: ConfigValue, checkList: CheckList): ConstraintSources {
  return distinctEntriesOf(value).reduce<ConstraintSources>((lists, entry) => {
    const list = LISTS.find((known) => known === entry.key.toLowerCase());
    if (list === undefined) throw unknownKey(entry, LISTS);
    const sources = textsOf(entry.value);
    checkList(list, entry.value);
    return { ...lists, [list]: sources };
  }, {});
}
