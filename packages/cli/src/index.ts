export { main } from "./main.ts";
export { runProcess } from "./run-process.ts";
export type { EndSignal, Host, OutputStream } from "./host.ts";
