/**
 * A resident's name for people. The key of a model begins with the path of its file, and goes on with what tells two
 * sessions of it apart: then it is the file's name without `.onnx`. Any other key is its own name.
 */
export function residentName(key: string): string {
  return /^(?:.*[/\\])?(?<name>[^/\\]+)\.onnx(?: .*)?$/.exec(key)?.groups?.["name"] ?? key;
}

/** A resident's name for people, from its id `pool/key@device`. */
export function nameOfId(id: string): string {
  return residentName(id.slice(id.indexOf("/") + 1, id.lastIndexOf("@")));
}
