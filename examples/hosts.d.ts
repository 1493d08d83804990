// What the examples use of packages that this repository does not install. test/packages/network.test.ts installs them,
// and compiles the same examples against the types that they bring.

declare module "@huggingface/transformers" {
  export const env: { allowRemoteModels: boolean; localModelPath: string };

  export class Tensor {
    constructor(type: string, data: BigInt64Array, dims: number[]);
    readonly dims: readonly number[];
  }

  interface Model {
    (inputs: Readonly<Record<string, Tensor>>): Promise<{ readonly last_hidden_state: Tensor }>;
    dispose(): Promise<unknown>;
  }

  export const AutoModel: {
    from_pretrained(
      path: string,
      options: { readonly subfolder: string; readonly dtype: "fp32" },
    ): Promise<Model>;
  };
}

declare module "node-llama-cpp" {
  interface ContextSequence {
    readonly contextSize: number;
  }

  interface Context extends AsyncDisposable {
    getSequence(): ContextSequence;
  }

  interface Model extends AsyncDisposable {
    createContext(options: { readonly contextSize: number }): Promise<Context>;
    dispose(): Promise<void>;
  }

  interface Llama extends AsyncDisposable {
    loadModel(options: {
      readonly modelPath: string;
      readonly loadSignal?: AbortSignal;
    }): Promise<Model>;
  }

  interface GgufFileInfo {
    readonly version: number;
  }

  interface Requirements {
    readonly cpuRam: number;
  }

  export function getLlama(options: {
    readonly gpu: false;
    readonly build: "never";
    readonly maxThreads: number;
  }): Promise<Llama>;

  export function readGgufFileInfo(path: string): Promise<GgufFileInfo>;

  export class GgufInsights {
    static from(file: GgufFileInfo, llama: Llama): Promise<GgufInsights>;
    readonly modelSize: number;
    estimateContextResourceRequirementsV2(options: {
      readonly contextSize: number;
      readonly modelGpuLayers: number;
    }): Promise<Requirements>;
  }

  export class LlamaCompletion {
    constructor(options: { readonly contextSequence: ContextSequence });
    generateCompletion(
      input: string,
      options: {
        readonly maxTokens: number;
        readonly onToken: (tokens: readonly number[]) => void;
      },
    ): Promise<string>;
  }
}
