/** The options of `spillway image`, as they were typed. */
export interface ImageOptions {
  readonly processors?: readonly string[] | undefined;
  readonly pluginModules?: readonly string[] | undefined;
  readonly output?: readonly string[] | undefined;
  readonly outputOverwrite?: true | undefined;
  readonly resize?: string | undefined;
  readonly aspect: boolean;
  readonly align?: string | undefined;
  readonly device: string;
  readonly memory?: string | undefined;
  readonly budget?: readonly string[] | undefined;
  readonly policy?: string | undefined;
  readonly constraint?: readonly string[] | undefined;
  readonly holder?: "child" | "process" | undefined;
  readonly journal?: string | undefined;
  readonly report?: string | undefined;
  readonly config?: string | undefined;
  readonly json?: true | undefined;
  readonly quiet?: true | undefined;
  readonly verbose?: true | undefined;
}
