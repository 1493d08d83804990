import {
  cacheSize,
  compileConstraintList,
  constraintScope,
  type ConstraintSources,
} from "@spillway/core";

/**
 * The image processors' lists that `--constraint` asks for. Only cache lists see `cache_size`, so what reads it goes
 * there; everything else is asked of the device that memory is taken on.
 * @throws ConstraintListError
 */
export function constraintArgument(expressions: readonly string[]): ConstraintSources {
  const { constraints } = compileConstraintList(expressions, { scope: constraintScope });
  const readsCache = constraints.filter(({ variables }) => variables.includes(cacheSize.name));
  const cache = readsCache.map(({ source }) => source);
  const others = expressions.filter((expression) => !cache.includes(expression));
  return { device: others, gc: others, cache };
}
