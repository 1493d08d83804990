export { main } from "./main.ts";
export type { EndSignal, Host, OutputStream } from "./host.ts";
