import { compileConstraintList } from "../expr/constraint-list.ts";
import type { ListMode } from "../expr/constraint-list.ts";
import { constraintScope, hiddenOutsideCacheLists } from "../expr/scope.ts";
import type { NamedList, PoolLists } from "./constraint-lists.ts";
import { constantName, documentedPools } from "./pool-defaults.ts";
import type { ConstraintSources, ListKind } from "./pool-defaults.ts";

const SCOPE_OUTSIDE_CACHE_LISTS = constraintScope.filter(
  ({ name }) => !hiddenOutsideCacheLists.has(name),
);

/**
 * Compiles a pool's lists. A list that is not stated takes the pool's documented default, if it has one.
 * @throws ConstraintListError naming the constant and every expression that is wrong.
 */
export function compilePoolLists(
  pool: string,
  stated: ConstraintSources = {},
  mode: ListMode = "any",
): PoolLists {
  const defaults = documentedPools.get(pool) ?? {};
  const compile = (kind: ListKind): readonly NamedList[] => {
    const sources = stated[kind] ?? defaults[kind] ?? [];
    return sources.length === 0 ? [] : [compileNamed(pool, kind, sources, mode)];
  };
  return { host: [...compile("gc"), ...compile("cache")], accelerator: compile("device") };
}

function compileNamed(
  pool: string,
  kind: ListKind,
  sources: readonly string[],
  mode: ListMode,
): NamedList {
  const seesCacheSize = kind === "cache";
  return {
    name: constantName(pool, kind),
    scope: kind === "cache" ? "pool" : "device",
    constraints: compileConstraintList(sources, {
      mode,
      scope: seesCacheSize ? constraintScope : SCOPE_OUTSIDE_CACHE_LISTS,
      hiddenNames: seesCacheSize ? new Map() : hiddenOutsideCacheLists,
    }),
  };
}
