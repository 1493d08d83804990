/**
 * A resident's name for people: of a model's key, `name.onnx #digest`, the name alone; any other key is its own name. A
 * program of its own may have put the path in front.
 */
export function residentName(key: string): string {
  return /^(?:.*[/\\])?(?<name>[^/\\]+)\.onnx(?: .*)?$/.exec(key)?.groups?.["name"] ?? key;
}

/** A resident's name for people, from its id `pool/key@device`. */
export function nameOfId(id: string): string {
  return residentName(id.slice(id.indexOf("/") + 1, id.lastIndexOf("@")));
}
