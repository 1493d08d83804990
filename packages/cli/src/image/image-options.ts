import type { GovernedOptions } from "../governed/governed-setup.ts";

/** The options of `spillway image`, as they were typed. */
export interface ImageOptions extends GovernedOptions {
  readonly processors?: readonly string[] | undefined;
  readonly pluginModules?: readonly string[] | undefined;
  readonly output?: readonly string[] | undefined;
  readonly stripMetadata?: true | undefined;
  readonly resize?: string | undefined;
  readonly aspect: boolean;
  readonly align?: string | undefined;
  readonly constraint?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly json?: true | undefined;
  readonly quiet?: true | undefined;
  readonly verbose?: true | undefined;
}
