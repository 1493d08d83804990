export type TinyFamily = "sd" | "sdxl" | "sd3" | "flux";

/** How the encoders of a folder differ from the shipped ones. */
export interface TinyVariant {
  readonly hidden?: number;
  readonly projection?: number;
  readonly seed?: number;
  readonly hiddenStates?: boolean;
  readonly attentionMask?: boolean;
  readonly idsType?: "int32" | "int64";
  readonly outputType?: "float32" | "float16";
  readonly batch?: number | string;
  readonly sequence?: number | string;
  /** Weights of at least so many bytes go to `model.onnx_data`. */
  readonly externalFrom?: number;
}

export function writeTinyModel(
  folder: string,
  family: TinyFamily,
  variant?: TinyVariant,
  only?: readonly number[],
): void;

export function writeTinyProjector(folder: string): void;
